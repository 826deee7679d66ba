import { transliterate } from '#engines/text/transliterate'

/** The words of a title as part of an address: Latin letters, digits and hyphens, at most 80; '' where nothing is left. */
export const slugOf = (title: string): string =>
	transliterate(title)
		.toLowerCase()
		.replace(/œ/g, 'oe')
		.replace(/æ/g, 'ae')
		.replace(/ß/g, 'ss')
		.normalize('NFKD')
		.replace(/\p{M}+/gu, '')
		.replace(/[^a-z0-9]+/g, '-')
		.slice(0, 80)
		.replace(/^-+|-+$/g, '')
