import { z } from 'zod'
import {
	box,
	gather,
	localizedLine,
	localizedParagraphs,
	optionalChoice,
	optionalDay,
	optionalLine,
	optionalLocalizedParagraphs,
	optionalParagraphs,
	paragraphs,
	ticked
} from '#platform/shapes'
import { workingLanguages } from '#programme/languages'
import { programme } from '#programme/programme'
import { themes } from '#programme/themes'
import { localInstant, zoneName } from './schema.ts'

const version = z.coerce.number().int().min(1)
const serviceKeys = programme.services.map(({ key }) => key) as [string, ...string[]]
const countryCodes = programme.countries.map(({ code }) => code) as [string, ...string[]]
const themeKeys = themes.map(({ key }) => key)
/** More than any delegation stops in. */
export const MOST_STOPS = 200
export const MOST_COMMITMENTS = 200
export const MOST_COSTS = 200

const day = z.iso.date('error.date')

/** What an organisation asks for. The days are whole ones of the country that is visited. */
const requestShape = z.object({
	organisation: z.uuid('error.event.organisation'),
	service: z.enum(serviceKeys, 'error.choice'),
	country: z.enum(countryCodes, 'error.choice'),
	title: localizedLine(200),
	reform: localizedParagraphs(4000),
	objectives: localizedParagraphs(4000),
	questions: optionalLocalizedParagraphs(4000),
	themes: ticked(themeKeys).pipe(z.array(z.string()).min(1, 'error.visit.theme').max(12, 'error.event.themes')),
	wantedHosts: optionalParagraphs(2000),
	wantedDates: optionalLine(300),
	from: day,
	to: day
})
export type VisitRequest = z.output<typeof requestShape>
export const visitRequestForm = z.preprocess(gather('title', 'reform', 'objectives', 'questions'), requestShape)

export const planVisitForm = z.object({
	organisation: z.preprocess(
		(value) => (value === '' || value === undefined ? null : value),
		z.uuid('error.event.organisation').nullable()
	)
})

export const acceptForm = z.object({ answer: optionalParagraphs(4000) })
export const refuseForm = z.object({ answer: paragraphs(4000, 'error.visit.answer') })

export const stopKinds = ['meeting', 'visit', 'transfer', 'meal', 'hotel', 'protocol', 'free'] as const
export type StopKind = (typeof stopKinds)[number]

/** A stop of the itinerary; its instants are of its own zone, since a journey crosses from one to another. */
const stopShape = z.object({
	kind: z.enum(stopKinds, 'error.choice'),
	title: localizedLine(250),
	text: optionalLocalizedParagraphs(4000),
	place: optionalLine(200),
	address: optionalLine(300),
	host: z.preprocess(
		(value) => (value === '' || value === undefined ? null : value),
		z.uuid('error.event.organisation').nullable()
	),
	contact: optionalLine(300),
	interpreter: optionalLine(200),
	language: optionalChoice(workingLanguages),
	starts: localInstant,
	ends: localInstant,
	zone: zoneName,
	transport: optionalLine(300)
})
export type StopInput = z.output<typeof stopShape>
export const stopForm = z.preprocess(gather('title', 'text'), stopShape)
export const correctStopForm = z.preprocess(gather('title', 'text'), stopShape.extend({ id: z.uuid('error.choice') }))

export const debriefForm = z.preprocess(gather('debrief'), z.object({ debrief: localizedParagraphs(12_000) }))

export const commitmentKinds = ['decision', 'action', 'lesson'] as const
export type CommitmentKind = (typeof commitmentKinds)[number]
export const commitmentForm = z.object({
	kind: z.enum(commitmentKinds, 'error.choice'),
	text: paragraphs(2000),
	who: optionalLine(200),
	organisation: z.preprocess(
		(value) => (value === '' || value === undefined ? null : value),
		z.uuid('error.event.organisation').nullable()
	),
	due: optionalDay
})
export type CommitmentInput = z.output<typeof commitmentForm>
export const settleForm = z.object({ id: z.uuid('error.choice'), note: optionalLine(1000) })

/** Where a promise of one's own stands. */
export const reportForm = settleForm.extend({ done: box })

export const costCategories = ['travel', 'lodging', 'local-transport', 'meals', 'per-diem', 'interpreting', 'other'] as const
export const costPayers = ['service', 'guest', 'host', 'other'] as const
export type CostCategory = (typeof costCategories)[number]
export type CostPayer = (typeof costPayers)[number]

/** An amount as people type it, in euro: `1 250,50`; in cents. */
const euros = z
	.string('error.visit.amount')
	.transform((value) => value.replace(/[\s\u00a0\u202f€]/g, '').replace(',', '.'))
	.pipe(z.string().regex(/^\d{1,9}(\.\d{1,2})?$/, 'error.visit.amount'))
	.transform((value) => Math.round(Number(value) * 100))
const optionalEuros = z.preprocess(
	(value) => (typeof value === 'string' && value.trim() === '' ? null : (value ?? null)),
	euros.nullable()
)

export const costForm = z.object({
	category: z.enum(costCategories, 'error.choice'),
	label: optionalLine(200),
	payer: z.enum(costPayers, 'error.choice'),
	planned: euros,
	actual: optionalEuros
})
export type CostInput = z.output<typeof costForm>
export const actualForm = z.object({ id: z.uuid('error.choice'), actual: optionalEuros })

export const minutesForm = z.preprocess(
	gather('text'),
	z.object({ version: version.or(z.literal('').transform(() => null)), text: localizedParagraphs(40_000) })
)
