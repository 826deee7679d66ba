import { atom, type AtomEntry } from '#platform/atom'
import { locales, pickText, translate, type Locale } from '#platform/i18n'
import { programme } from '#programme/programme'
import { address, open } from '../open.ts'

/** The feed of a section, in a language. */
export const feed = (locale: Locale, section: 'news' | 'calls', entries: AtomEntry[] = []) =>
	open(
		atom({
			locale,
			title: `${translate(locale, 'site.name')} – ${translate(locale, `nav.${section}`)}`,
			subtitle: translate(locale, `page.${section}.lead`),
			self: address(`/${locale}/${section}.atom`),
			page: address(`/${locale}/${section}`),
			others: locales
				.filter((other) => other !== locale)
				.map((other) => ({ locale: other, address: address(`/${other}/${section}.atom`) })),
			author: pickText(programme.contact.organisation, locale),
			entries
		})
	)
