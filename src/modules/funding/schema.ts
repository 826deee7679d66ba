import { z } from 'zod'
import {
	gather,
	localizedLine,
	optionalDay,
	optionalLine,
	optionalLocalizedParagraphs,
	optionalWebsite,
	ticked,
	optionalChoice
} from '#platform/shapes'
import { fundingProgrammes } from '#programme/funding-programmes'
import { fundingSources } from '#programme/funding-sources'
import { organisationKinds } from '#programme/organisation-kinds'
import { programme } from '#programme/programme'
import { territory } from '#programme/territories'
import { themes } from '#programme/themes'
import type { Announced } from './opportunity.ts'
import { opportunityStatuses } from './workflow.ts'

export const TITLE_LENGTH = 300
export const TEXT_LENGTH = 10_000

/** What staff write of an opportunity: what its source would say, in the same form. */
export type OpportunityInput = Partial<Omit<Announced, 'identifier' | 'title'>> &
	Pick<Announced, 'title'> & { identifier?: string | null }

const percent = z
	.string()
	.default('')
	.transform((value) => value.trim().replace(',', '.').replace(/\s*%$/, ''))
	.refine((value) => value === '' || (/^\d{1,3}(\.\d{1,2})?$/.test(value) && Number(value) <= 100), 'error.funding.rate')
	.transform((value) => (value === '' ? null : Number(value)))
const euros = z
	.string()
	.max(40, 'error.funding.amount')
	.default('')
	.transform((value) => value.replace(/[\s\u00a0\u202f€]/g, '').replace(',', '.'))
	.refine((value) => value === '' || /^\d{1,11}(\.\d{1,2})?$/.test(value), 'error.funding.amount')
	.transform((value) => (value === '' ? null : Math.round(Number(value) * 100)))
/** How many a consortium needs at least. */
const least = z
	.string()
	.default('')
	.transform((value) => value.trim())
	.refine((value) => value === '' || (/^\d{1,2}$/.test(value) && Number(value) >= 1), 'error.funding.least')
	.transform((value) => (value === '' ? null : Number(value)))
const clock = z
	.string()
	.default('')
	.refine((value) => value === '' || /^([01]\d|2[0-3]):[0-5]\d$/.test(value), 'error.funding.time')

/** The zones a deadline is counted in. */
export const deadlineZones = ['Europe/Brussels', programme.secondTimeZone, programme.timeZone] as const

const shape = z.object({
	identifier: optionalLine(120),
	title: localizedLine(TITLE_LENGTH),
	text: optionalLocalizedParagraphs(TEXT_LENGTH),
	url: optionalWebsite,
	programme: optionalChoice(fundingProgrammes.map(({ key }) => key)),
	budget: euros,
	amountMin: euros,
	amountMax: euros,
	partnersMin: least,
	countriesMin: least,
	rateMin: percent,
	rateMax: percent,
	opensOn: optionalDay,
	closesOn: optionalDay,
	closesTime: clock,
	zone: z.enum(deadlineZones, 'error.choice').default('Europe/Brussels'),
	kinds: ticked(organisationKinds.map(({ key }) => key)),
	countries: ticked(programme.countries.map(({ code }) => code)),
	territory: z.preprocess(
		(value) => (value === '' || value === undefined ? null : value),
		z
			.string('error.choice')
			.refine((code) => territory(code) !== undefined, 'error.choice')
			.nullable()
	),
	themes: ticked(themes.map(({ key }) => key))
})
const rates = { path: ['rateMax'], message: 'error.funding.rates', when: () => true }
const ordered = ({ rateMin, rateMax }: { rateMin?: number | null; rateMax?: number | null }) =>
	rateMin === null || rateMin === undefined || rateMax === null || rateMax === undefined || rateMin <= rateMax
const amounts = { path: ['amountMax'], message: 'error.funding.bounds', when: () => true }
const bounded = ({ amountMin, amountMax }: { amountMin?: number | null; amountMax?: number | null }) =>
	amountMin === null || amountMin === undefined || amountMax === null || amountMax === undefined || amountMin <= amountMax

export const addForm = z.preprocess(gather('title', 'text'), shape.refine(ordered, rates).refine(bounded, amounts))
export const correctForm = z.preprocess(
	gather('title', 'text'),
	shape
		.safeExtend({ version: z.coerce.number().int().min(1) })
		.refine(ordered, rates)
		.refine(bounded, amounts)
)
export type OpportunityForm = z.output<typeof shape>

export const officeQuery = z.object({
	q: z.string().max(200, 'error.too_long'),
	source: z.enum(
		fundingSources.map(({ key }) => key),
		'error.office.filter'
	),
	status: z.enum(opportunityStatuses, 'error.office.filter'),
	after: z.uuid('error.office.filter')
})
