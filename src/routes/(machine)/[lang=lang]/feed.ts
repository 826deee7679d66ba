import { atom, type AtomEntry } from '#platform/atom'
import { locales, pickText, translate, type Locale } from '#platform/i18n'
import { programme } from '#programme/programme'
import { themeName } from '#ui/options.ts'
import { address, open } from '../open.ts'

/** The feed of a section, in a language; of one theme of it with `theme`. */
export function feed(
	locale: Locale,
	section: 'news' | 'calls' | 'exchange' | 'practices',
	entries: AtomEntry[] = [],
	theme?: string
) {
	const about = theme ? `?theme=${theme}` : ''
	return open(
		atom({
			locale,
			title: [
				translate(locale, 'site.name'),
				translate(locale, `nav.${section}`),
				...(theme ? [themeName(locale, theme)] : [])
			].join(' – '),
			subtitle: translate(locale, `page.${section}.lead`),
			self: address(`/${locale}/${section}.atom${about}`),
			page: address(`/${locale}/${section}${about}`),
			others: locales
				.filter((other) => other !== locale)
				.map((other) => ({ locale: other, address: address(`/${other}/${section}.atom${about}`) })),
			author: pickText(programme.contact.organisation, locale),
			entries
		})
	)
}
