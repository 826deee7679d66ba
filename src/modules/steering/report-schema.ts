import { z } from 'zod'
import { locales, type Localized } from '#platform/i18n'
import { programme } from '#programme/programme'

/** The chapters of a yearly report that somebody writes, in the order they are read. */
export const chapters = [
	'intro',
	'objectives',
	'activity',
	'money',
	'selection',
	'results',
	'network',
	'balance',
	'needs',
	'outlook'
] as const
export type Chapter = (typeof chapters)[number]
export type Texts = Partial<Record<Chapter, Localized>>

/** What an objective of the plan can be measured by. */
export const measures = [
	'events',
	'participants',
	'introductions',
	'agreed',
	'projects',
	'committed',
	'cofinanced',
	'applications',
	'organisations'
] as const
export type Measure = (typeof measures)[number]
export const isMoney = (measure: string): boolean => measure === 'committed' || measure === 'cofinanced'

const TEXT_LENGTH = 12_000

const localizedOf = (values: Record<string, unknown>, name: string): Localized =>
	Object.fromEntries(
		locales.flatMap((locale) => {
			const text = values[`${name}.${locale}`]
			return typeof text === 'string' && text.trim() ? [[locale, text.trim()]] : []
		})
	)
const localized = (max: number) =>
	z.partialRecord(z.enum(locales), z.string().max(max, 'error.too_long')).transform((text) => text as Localized)

const gathered =
	(...names: string[]) =>
	(values: unknown) => ({
		...(values as object),
		...Object.fromEntries(names.map((name) => [name, localizedOf(values as Record<string, unknown>, name)]))
	})

export const reportTextsForm = z.preprocess(
	gathered(...chapters),
	z.object({
		version: z.coerce.number('error.required').int(),
		...(Object.fromEntries(chapters.map((chapter) => [chapter, localized(TEXT_LENGTH)])) as Record<
			Chapter,
			ReturnType<typeof localized>
		>)
	})
)

export const newReportForm = z.object({
	year: z.coerce.number('error.required').int('error.required').min(2000, 'error.report.year').max(2099, 'error.report.year')
})
export const storiesForm = z.object({
	version: z.coerce.number('error.required').int(),
	story: z
		.array(z.uuid('error.required'))
		.max(12, 'error.report.stories')
		.or(z.uuid('error.required').transform((one) => [one]))
		.default([])
})

export const objectiveForm = z.preprocess(
	gathered('title', 'comment'),
	z.object({
		title: localized(300).refine((title) => Object.keys(title).length > 0, 'error.required'),
		comment: localized(2000),
		measure: z.enum(measures, 'error.required'),
		priority: z
			.enum(programme.priorities.map(({ key }) => key) as [string, ...string[]], 'error.office.filter')
			.or(z.literal('').transform(() => null))
			.default(null),
		/** Euros where it is money. */
		target: z
			.string()
			.transform((text) => Number(text.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.')))
			.pipe(z.number('error.report.target').positive('error.report.target').max(1e12, 'error.report.target'))
	})
)
export type ObjectiveInput = z.output<typeof objectiveForm>
export const objectiveGoneForm = z.object({ objective: z.uuid('error.required') })
export const publishForm = z.object({ version: z.coerce.number('error.required').int() })
