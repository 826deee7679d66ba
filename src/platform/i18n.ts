import { IntlMessageFormat } from 'intl-messageformat'
import bg from '../messages/bg.json' with { type: 'json' }
import en from '../messages/en.json' with { type: 'json' }
import fr from '../messages/fr.json' with { type: 'json' }
import { chosen } from './chosen.ts'
import { everyLocale, isLocale, languageTag, localeNames, locales, type Locale } from './languages.ts'

export { isLocale, localeNames, locales, type Locale }

/** What people write, in one or more languages of the programme; at least one is filled. */
export type Localized = Partial<Record<Locale, string>>

/** Every sentence Passerelle says, by key. The check holds the three files to the same keys and the same parameters. */
export type MessageKey = keyof typeof fr
export type MessageParams = Record<string, string | number | Date | boolean | null | undefined>
export type Translate = (key: MessageKey, params?: MessageParams) => string

type Sentences = Record<string, string>
const builtIn: Partial<Record<Locale, Sentences>> = { fr, bg, en }
/** What the languages of the folder say by themselves; a language without a file of its own says the rest in English. */
const said = (locale: Locale): Sentences => ({ ...builtIn[locale], ...chosen?.messages[locale] })
/** All sentences of each language: what it does not say itself, English says. */
export const messages = (
	chosen
		? Object.fromEntries(
				everyLocale.map((locale) => [locale, builtIn[locale] ? said(locale) : { ...said('en'), ...said(locale) }])
			)
		: builtIn
) as Record<Locale, Sentences>
/** Whether the sentence of `key` is in the language itself, not lent by English. */
export const isSaidIn = (locale: Locale, key: string): boolean =>
	!chosen || builtIn[locale] !== undefined || key in (chosen.messages[locale] ?? {})

const compiled = Object.fromEntries(everyLocale.map((locale) => [locale, new Map()])) as Record<
	Locale,
	Map<string, IntlMessageFormat>
>
const timeZone = chosen?.timeZone ?? 'Europe/Sofia'
const formats = { date: { deadline: { dateStyle: 'long', timeStyle: 'short', timeZone } } } as const

/** The sentence of `key` in `locale`: ICU message syntax (plural, select, number, date), parsed once. */
export function translate(locale: Locale, key: MessageKey, params?: MessageParams): string {
	const message = messages[locale][key]
	if (message === undefined) return key
	if (!message.includes('{') && !message.includes("'")) return message
	let format = compiled[locale].get(key)
	if (!format) {
		format = new IntlMessageFormat(message, languageTag[isSaidIn(locale, key) ? locale : 'en'], formats, { ignoreTag: true })
		compiled[locale].set(key, format)
	}
	return ended(String(format.format(params)))
}

export const isMessageKey = (key: string): key is MessageKey => key in fr

export const translator =
	(locale: Locale): Translate =>
	(key, params) =>
		translate(locale, key, params)

// Their own, English, the programme's in its order, then whatever the program itself may be written in.
const order = Object.fromEntries(
	everyLocale.map((locale) => [locale, [...new Set([locale, 'en' as Locale, ...everyLocale])]])
) as Record<Locale, Locale[]>

/**
 * A text in the reader's language, else in the nearest filled one. `lang` is the language it is really in:
 * pages mark it, and say so when it is not the reader's.
 */
export function pick(text: Localized | null | undefined, locale: Locale): { text: string; lang: Locale } {
	for (const lang of order[locale]) if (text?.[lang]) return { text: lang === 'fr' ? spaced(text[lang]) : text[lang], lang }
	return { text: '', lang: locale }
}

/** French as it is set: no sign of punctuation that stands apart begins a line. People type the plain space. */
const spaced = (text: string): string => text.replace(/ (?=[:;?!»])/g, '\u00a0').replaceAll('« ', '«\u00a0')

/** The words of `pick`, where the language cannot be marked (titles, mail subjects, sorting). */
export const pickText = (text: Localized | null | undefined, locale: Locale) => pick(text, locale).text

// One formatter per locale and shape: building an Intl object costs some fifty times a formatting.
const kept = new Map<string, unknown>()
function once<T>(key: string, make: () => T): T {
	if (!kept.has(key)) kept.set(key, make())
	return kept.get(key) as T
}

export const formatNumber = (locale: Locale, value: number, options: Intl.NumberFormatOptions = {}) =>
	once(`n${locale}${JSON.stringify(options)}`, () => new Intl.NumberFormat(languageTag[locale], options)).format(value)

export const formatDate = (
	locale: Locale,
	value: Date,
	options: Intl.DateTimeFormatOptions = { dateStyle: 'long' },
	zone = timeZone
) =>
	unbroken(
		once(
			`d${locale}${zone}${JSON.stringify(options)}`,
			() => new Intl.DateTimeFormat(languageTag[locale], { timeZone: zone, ...options })
		).format(value)
	)

/** A sentence that ends with a Bulgarian date ends with the stop of its „г.“, not with two. */
export const ended = (sentence: string): string =>
	sentence.includes('г.') ? unbroken(sentence).replaceAll('г..', 'г.') : sentence

/** A date with the short words for "year" and "o'clock" held to their numbers, as Bulgarian writes them: 3 юни 2027 г. */
export const unbroken = (date: string): string => date.replace(/ (?=[гч]\.)/g, '\u00a0')
