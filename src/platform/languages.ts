// Relative imports: src/params.ts is read by Node as it is while the site is built.
import { chosen } from './chosen.ts'

const builtIn = ['fr', 'bg', 'en'] as const
/**
 * A language of the programme. The type names those built in; a programme read from a folder may bring others, so that a
 * table by language needs an answer for one that it does not hold.
 */
export type Locale = (typeof builtIn)[number]

/** The languages of the programme in their order: the first is offered to who asks for none. */
export const locales = (chosen ? chosen.languages.map(({ code }) => code) : builtIn) as typeof builtIn
export const isLocale = (value: unknown): value is Locale => locales.includes(value as Locale)

/** Those and the built-in ones: what the program itself says is written in these. */
export const everyLocale: readonly Locale[] = [...new Set([...locales, ...builtIn])]

/** What parts the languages in a pattern of addresses: `fr|bg|en`. */
export const localePattern = locales.join('|')

const builtInRegions: Record<string, string> = { fr: 'FR', bg: 'BG', en: 'GB' }
const regions = Object.fromEntries([
	...Object.entries(builtInRegions),
	...(chosen?.languages ?? []).map(({ code, region }) => [code, region])
]) as Record<Locale, string>
/** How a language's dates and numbers are written: English here is British. */
export const languageTag = Object.fromEntries(everyLocale.map((locale) => [locale, `${locale}-${regions[locale]}`])) as Record<
	Locale,
	string
>

const ownName = (locale: Locale) => {
	const name = new Intl.DisplayNames(locale, { type: 'language' }).of(locale) ?? locale
	return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1)
}
const builtInNames: Record<Locale, string> = { fr: 'Français', bg: 'Български', en: 'English' }
/** A language's own name, for the language switch. */
export const localeNames = Object.fromEntries(
	everyLocale.map((locale) => [locale, builtInNames[locale] ?? ownName(locale)])
) as Record<Locale, string>

/** What parts euros from cents where the language writes them; thousands then have the other of the two. */
export const decimalMark = Object.fromEntries(
	everyLocale.map((locale) => [locale, new Intl.NumberFormat(languageTag[locale]).format(1.5).includes(',') ? ',' : '.'])
) as Record<Locale, '.' | ','>
