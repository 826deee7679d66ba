import { z } from 'zod'
import { box, gather, line, localizedLine, optionalDay, optionalLocalizedParagraphs, paragraphs, ticked } from '#platform/shapes'
import { organisationKinds } from '#programme/organisation-kinds'
import { programme } from '#programme/programme'
import { themes } from '#programme/themes'
import { callStatuses } from './workflow.ts'

const callKinds = ['projects', 'scholarship', 'contest', 'places', 'support'] as const
export type CallKind = (typeof callKinds)[number]

export const TITLE_LENGTH = 200
export const SUMMARY_LENGTH = 600
export const TEXT_LENGTH = 12_000
export const REASON_LENGTH = 2000

const kindKeys = organisationKinds.map(({ key }) => key)
const themeKeys = themes.map(({ key }) => key)
const priorityKeys = programme.priorities.map(({ key }) => key)
const countryCodes = programme.countries.map(({ code }) => code)
const serviceKeys = programme.services.map(({ key }) => key)

/** A date and time as a form's field posts it, in the programme's zone; null for none. */
export const optionalLocal = z.preprocess(
	(value) => (value === '' || value === undefined ? null : value),
	z
		.string()
		.regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d$/, 'error.call.instant')
		.refine(
			(value) => !Number.isNaN(Date.parse(`${value}Z`)) && new Date(`${value}Z`).toISOString().startsWith(value),
			'error.call.instant'
		)
		.nullable()
)

const empty = (value: unknown) => (typeof value === 'string' && value.trim() === '' ? null : (value ?? null))
/** A whole number somebody may leave empty. */
export const optionalWhole = (min: number, max: number, message: 'error.call.number' = 'error.call.number') =>
	z.preprocess(
		empty,
		z
			.string(message)
			.transform((text) => text.replace(/[\s\u00a0\u202f]/g, ''))
			.pipe(z.string().regex(/^\d{1,12}$/, message))
			.transform(Number)
			.pipe(z.number().min(min, message).max(max, message))
			.nullable()
	)
export const whole = (min: number, max: number) =>
	optionalWhole(min, max)
		.refine((value) => value !== null, 'error.required')
		.transform((value) => value as number)

export const newCallForm = z.object({
	from: line(80, 'error.call.template'),
	service: z.enum(serviceKeys as [string, ...string[]], 'error.choice'),
	title: line(TITLE_LENGTH)
})

const version = z.coerce.number().int().min(1)

const callShape = z.object({
	title: localizedLine(TITLE_LENGTH),
	summary: optionalLocalizedParagraphs(SUMMARY_LENGTH),
	text: optionalLocalizedParagraphs(TEXT_LENGTH),
	priorities: ticked(priorityKeys),
	themes: ticked(themeKeys).pipe(z.array(z.string()).max(20, 'error.call.themes')),
	countries: ticked(countryCodes),
	kinds: ticked(kindKeys),
	mostPerApplicant: whole(1, 100),
	evaluatorsEach: whole(1, 10),
	blind: box
})
export type CallInput = z.output<typeof callShape>
export const callForm = z.preprocess(gather('title', 'summary', 'text'), callShape.extend({ version }))

export const calendarForm = z.object({
	version,
	opensAt: optionalLocal,
	closesAt: optionalLocal,
	committeeOn: optionalDay,
	noticeOn: optionalDay
})
export type CalendarInput = Omit<z.output<typeof calendarForm>, 'version'>

export const versionForm = z.object({ version })
export const reasonForm = z.object({ reason: paragraphs(REASON_LENGTH, 'error.call.reason') })
export const extendForm = reasonForm.extend({ version, closesAt: optionalLocal })
export const cancelForm = reasonForm.extend({ version })
export const documentShape = z.preprocess(gather('title'), z.object({ title: localizedLine(TITLE_LENGTH) }))
/** A button of a list: `remove`, `up`, `down` and the id of the part. */
export const partForm = z.object({ id: z.uuid('error.choice') })

const words = z.string().max(200, 'error.too_long')
const after = z.uuid('error.office.filter')
export const callsQuery = z.object({
	q: words,
	kind: z.enum(callKinds, 'error.office.filter'),
	status: z.enum(callStatuses, 'error.office.filter'),
	service: z.enum(serviceKeys as [string, ...string[]], 'error.office.filter'),
	after
})
export type CallFilters = Partial<Omit<z.output<typeof callsQuery>, 'after'>>

const publicStates = ['open', 'coming', 'closed'] as const
export const publicCallsQuery = z.object({
	q: words,
	kind: z.enum(callKinds, 'error.office.filter'),
	theme: z.enum(themeKeys as [string, ...string[]], 'error.office.filter'),
	state: z.enum(publicStates, 'error.office.filter'),
	after
})
export type PublicCallFilters = Partial<Omit<z.output<typeof publicCallsQuery>, 'after'>>
