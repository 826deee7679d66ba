import { localePattern, locales, type Locale } from '#platform/languages'

const ofLanguage = new RegExp(`^/(?:${localePattern})(?=/|$)`)

/** The address of the same page in each language: `/fr/about` → `/bg/about`. */
export const inEachLanguage = (path: string): { locale: Locale; path: string }[] =>
	locales.map((locale) => ({ locale, path: `/${locale}${path.replace(ofLanguage, '')}` }))

const languageNames = new Map<Locale, Intl.DisplayNames>()
/** What a language is called in the reader’s own. */
export const languageName = (locale: Locale, code: string): string => {
	let names = languageNames.get(locale)
	if (!names) languageNames.set(locale, (names = new Intl.DisplayNames(locale, { type: 'language' })))
	return names.of(code) ?? code
}
