const LONGEST = 120

/**
 * A name a file may keep: its last part only, in Unicode NFC, without the characters that lead elsewhere, end a header
 * or turn the reading direction, at most 120 characters with its extension kept. `fallback` when nothing is left.
 */
export function cleanName(given: string, fallback = 'document'): string {
	const last = given.toWellFormed().normalize('NFC').split(/[/\\]/).at(-1)!
	const name = last
		// Control and format characters (bidi overrides, zero widths), line and paragraph separators, private use.
		.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/gu, '')
		.replace(/[<>:"|?*]/g, '-')
		.replace(/\s+/gu, ' ')
		// No hidden file, and no trailing dot or space, which Windows drops: `a.pdf.` would become `a.pdf`.
		.replace(/^[. ]+|[. ]+$/g, '')
	if (!name) return fallback
	const characters = [...name]
	if (characters.length <= LONGEST) return name
	const extension = [...extensionOf(name)]
	const kept = extension.length && extension.length < 12 ? ['.', ...extension] : []
	return [...characters.slice(0, LONGEST - kept.length), ...kept].join('')
}

/** What follows the last dot, in small letters; empty when there is none. */
export const extensionOf = (name: string) => /^.+\.([^.\s]+)$/s.exec(name)?.[1]!.toLowerCase() ?? ''

/** A Content-Disposition with the name for every program: RFC 6266, the full name by RFC 5987. */
export function dispositionOf(kind: 'inline' | 'attachment', name: string): string {
	const ascii = name
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.replace(/[^\x20-\x7e]|["\\%;]/g, '_')
	const encoded = encodeURIComponent(name).replace(
		/['()*]/g,
		(character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
	)
	return `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`
}
