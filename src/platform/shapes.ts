/** Shapes that the forms of every module are made of. Their messages are keys; browser-safe. */
import { z } from 'zod'
import { isLocale, locales, type Locale, type Localized } from './i18n.ts'

/** One line as people type it: no control characters, no runs of spaces, no marks that turn the writing round. */
const tidyLine = (value: string) =>
	// eslint-disable-next-line no-control-regex -- a line is a line
	value.replace(/[\s\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]+/g, ' ').trim()

// Browsers post line breaks as CR LF: counted as the page counts them.
const tidyText = (value: string) =>
	value
		.replace(/\r\n?/g, '\n')
		// eslint-disable-next-line no-control-regex -- tabs and line breaks stay
		.replace(/[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]+/g, '')
		.trim()

// What is four times too long is refused before it is looked at; the rest is counted once tidied.
const tidied = (max: number, tidy: (value: string) => string) =>
	z
		.string('error.required')
		.max(max * 4 + 100, 'error.too_long')
		.transform(tidy)

/** A line that must be there, of at most `max` characters. */
export const line = (max: number, missing = 'error.required') =>
	tidied(max, tidyLine).pipe(z.string().min(1, missing).max(max, 'error.too_long'))

/** A line that may be left empty: null then. */
export const optionalLine = (max: number) =>
	tidied(max, tidyLine)
		.pipe(z.string().max(max, 'error.too_long'))
		.default('')
		.transform((value) => value || null)

/** Several lines that must be there. */
export const paragraphs = (max: number, missing = 'error.required') =>
	tidied(max, tidyText).pipe(z.string().min(1, missing).max(max, 'error.too_long'))

/** Several lines that may be left empty: '' then. */
export const optionalParagraphs = (max: number) => tidied(max, tidyText).pipe(z.string().max(max, 'error.too_long')).default('')

const oneOrMore = (values: unknown) => (values === undefined || values === '' ? [] : Array.isArray(values) ? values : [values])

/** The ticked boxes of a group, each once; one that is not among `allowed` refuses the form with `unknown`. */
export const ticked = <Value extends string>(allowed: readonly Value[], unknown = 'error.choice') =>
	z
		.preprocess(oneOrMore, z.array(z.enum(allowed as readonly [Value, ...Value[]], unknown)).max(allowed.length * 2, unknown))
		.transform((values) => [...new Set(values)])

/** One of the allowed values, or null for none. */
export const optionalChoice = <Value extends string>(allowed: readonly Value[], unknown = 'error.choice') =>
	z.preprocess(
		(value) => (value === '' || value === undefined ? null : value),
		z.enum(allowed as readonly [Value, ...Value[]], unknown).nullable()
	)

/** A ticked box. */
export const box = z.preprocess((value) => value === 'on' || value === 'yes' || value === 'true', z.boolean())

/** A calendar day as a date field posts it (`2027-03-01`), or null for none. */
export const optionalDay = z.preprocess(
	(value) => (value === '' || value === undefined ? null : value),
	z.iso.date('error.date').nullable()
)

/** A web address people type, completed with https:// and checked; null for none. */
export const optionalWebsite = z
	.string()
	.max(2000, 'error.too_long')
	.default('')
	.transform((value) => value.trim())
	.transform((value) => (value && !/^[a-z][a-z0-9+.-]*:/i.test(value) ? `https://${value}` : value))
	.refine((value) => value === '' || isWebAddress(value), 'error.website')
	.transform((value) => value || null)

const isWebAddress = (value: string) => {
	try {
		const url = new URL(value)
		return /^https?:$/.test(url.protocol) && url.hostname.includes('.') && value.length <= 500 && !url.username
	} catch {
		return false
	}
}

/** A mail address, or null for none. */
export const optionalEmail = z
	.string()
	.max(400, 'error.email')
	.default('')
	.transform((value) => value.trim() || null)
	.pipe(z.email('error.email').max(254, 'error.email').nullable())

/**
 * The fields `name.fr`, `name.bg`, `name.en` of a posted form as one Localized under `name`, before the schema sees them:
 * `z.preprocess(gather('title', 'text'), z.object({ title: localized(200), … }))`.
 */
export const gather =
	(...names: string[]) =>
	(values: unknown): unknown => {
		if (typeof values !== 'object' || values === null) return values
		const gathered: Record<string, unknown> = {}
		for (const [name, value] of Object.entries(values)) {
			const dot = name.lastIndexOf('.')
			const field = name.slice(0, dot)
			if (dot > 0 && isLocale(name.slice(dot + 1)) && names.includes(field))
				gathered[field] = { ...(gathered[field] as object), [name.slice(dot + 1)]: value }
			else gathered[name] = value
		}
		return gathered
	}

const perLocale = (field: z.ZodType<string>) =>
	z.object(Object.fromEntries(locales.map((locale) => [locale, field])) as Record<Locale, typeof field>).partial()

const filled = (texts: Partial<Record<Locale, string>>): Localized =>
	Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''))

const localizedOf = (max: number, tidy: (value: string) => string) =>
	perLocale(tidied(max, tidy).pipe(z.string().max(max, 'error.too_long'))).transform(filled)

/** A line in one to three languages, at least one filled in; issues name `field.fr` and so on. */
export const localizedLine = (max: number, missing = 'error.one_language') =>
	localizedOf(max, tidyLine).refine((texts) => Object.keys(texts).length > 0, missing)

/** Several lines in one to three languages, at least one filled in. */
export const localizedParagraphs = (max: number, missing = 'error.one_language') =>
	localizedOf(max, tidyText).refine((texts) => Object.keys(texts).length > 0, missing)

/** The same, where every language may be left empty. */
export const optionalLocalizedLine = (max: number) => localizedOf(max, tidyLine).default({})
export const optionalLocalizedParagraphs = (max: number) => localizedOf(max, tidyText).default({})
