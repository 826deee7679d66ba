import { IntlMessageFormat } from 'intl-messageformat'
import bg from '../messages/bg.json' with { type: 'json' }
import en from '../messages/en.json' with { type: 'json' }
import fr from '../messages/fr.json' with { type: 'json' }

export const locales = ['fr', 'bg', 'en'] as const
export type Locale = (typeof locales)[number]
export const isLocale = (value: unknown): value is Locale => locales.includes(value as Locale)

/** A language's own name, for the language switch. */
export const localeNames: Record<Locale, string> = { fr: 'Français', bg: 'Български', en: 'English' }

/** What people write, in one to three languages; at least one is filled. */
export type Localized = Partial<Record<Locale, string>>

/** Every sentence Passerelle says, by key. The check holds the three files to the same keys and the same parameters. */
export type MessageKey = keyof typeof fr
export type MessageParams = Record<string, string | number | Date | boolean | null | undefined>
export type Translate = (key: MessageKey, params?: MessageParams) => string

/** How a language's dates and numbers are written: English here is British. */
const region: Record<Locale, string> = { fr: 'fr-FR', bg: 'bg-BG', en: 'en-GB' }

const messages: Record<Locale, Record<string, string>> = { fr, bg, en }
const compiled: Record<Locale, Map<string, IntlMessageFormat>> = { fr: new Map(), bg: new Map(), en: new Map() }
const formats = { date: { deadline: { dateStyle: 'long', timeStyle: 'short', timeZone: 'Europe/Sofia' } } } as const

/** The sentence of `key` in `locale`: ICU message syntax (plural, select, number, date), parsed once. */
export function translate(locale: Locale, key: MessageKey, params?: MessageParams): string {
	const message = messages[locale][key]
	if (message === undefined) return key
	if (!message.includes('{') && !message.includes("'")) return message
	let format = compiled[locale].get(key)
	if (!format) {
		format = new IntlMessageFormat(message, region[locale], formats, { ignoreTag: true })
		compiled[locale].set(key, format)
	}
	return String(format.format(params))
}

export const isMessageKey = (key: string): key is MessageKey => key in fr

export const translator =
	(locale: Locale): Translate =>
	(key, params) =>
		translate(locale, key, params)

const order: Record<Locale, Locale[]> = { fr: ['fr', 'en', 'bg'], bg: ['bg', 'en', 'fr'], en: ['en', 'fr', 'bg'] }

/**
 * A text in the reader's language, else in the nearest filled one. `lang` is the language it is really in:
 * pages mark it, and say so when it is not the reader's.
 */
export function pick(text: Localized | null | undefined, locale: Locale): { text: string; lang: Locale } {
	for (const lang of order[locale]) if (text?.[lang]) return { text: text[lang], lang }
	return { text: '', lang: locale }
}

/** The words of `pick`, where the language cannot be marked (titles, mail subjects, sorting). */
export const pickText = (text: Localized | null | undefined, locale: Locale) => pick(text, locale).text

// One formatter per locale and shape: building an Intl object costs some fifty times a formatting.
const kept = new Map<string, unknown>()
function once<T>(key: string, make: () => T): T {
	if (!kept.has(key)) kept.set(key, make())
	return kept.get(key) as T
}

export const formatNumber = (locale: Locale, value: number, options: Intl.NumberFormatOptions = {}) =>
	once(`n${locale}${JSON.stringify(options)}`, () => new Intl.NumberFormat(region[locale], options)).format(value)

export const formatDate = (
	locale: Locale,
	value: Date,
	options: Intl.DateTimeFormatOptions = { dateStyle: 'long' },
	timeZone = 'Europe/Sofia'
) =>
	once(
		`d${locale}${timeZone}${JSON.stringify(options)}`,
		() => new Intl.DateTimeFormat(region[locale], { timeZone, ...options })
	).format(value)
