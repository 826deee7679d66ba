import { locales, type Locale } from '#platform/i18n'

/** The address of the same page in each language: `/fr/about` → `/bg/about`. */
export const inEachLanguage = (path: string): { locale: Locale; path: string }[] =>
	locales.map((locale) => ({ locale, path: `/${locale}${path.replace(/^\/(fr|bg|en)(?=\/|$)/, '')}` }))
