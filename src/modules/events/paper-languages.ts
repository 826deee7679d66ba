import { pickText, translate, type Locale, type Localized, type MessageKey, type MessageParams } from '#platform/i18n'
import { programme } from '#programme/programme'

/** The papers of events speak the languages of the two countries, side by side. */
export const paperLanguages = programme.languages.slice(0, 2) as [Locale, ...Locale[]]

/** The same with the reader's first, where it is one of them. */
export const languagesFor = (locale: Locale): [Locale, ...Locale[]] =>
	paperLanguages.includes(locale) ? [locale, ...paperLanguages.filter((each) => each !== locale)] : paperLanguages

/** What is said in each of the languages of a paper. */
export const inBoth = <Said>(say: (locale: Locale) => Said): Partial<Record<Locale, Said>> =>
	Object.fromEntries(paperLanguages.map((locale) => [locale, say(locale)])) as Partial<Record<Locale, Said>>

/** A sentence in each of them. */
export const words = (key: MessageKey, params?: MessageParams): Localized => inBoth((locale) => translate(locale, key, params))

/** What stands once for both: said once where it is alike. */
export const once = (text: Localized): string =>
	[...new Set(paperLanguages.flatMap((locale) => text[locale] ?? []))].join(' · ') || pickText(text, paperLanguages[0])
