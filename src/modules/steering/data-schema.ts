import { z } from 'zod'

export const requestKinds = ['access', 'correction', 'erasure', 'objection'] as const
export const breachRisks = ['none', 'some', 'high'] as const

const words = (max: number) => z.string().trim().max(max, 'error.too_long')
const needed = (max: number) => words(max).min(1, 'error.required')

export const requestForm = z.object({
	kind: z.enum(requestKinds, 'error.required'),
	name: needed(200),
	email: z.string().trim().max(254, 'error.contact.email').pipe(z.email('error.contact.email')),
	text: words(4000).default(''),
	receivedOn: z.iso.date('error.office.date')
})
export type RequestInput = z.output<typeof requestForm>

export const extendRequestForm = z.object({ extended: words(2000).min(10, 'error.data.reason') })
export const closeRequestForm = z.object({
	outcome: z.enum(['done', 'refused'], 'error.required'),
	answer: words(4000).min(10, 'error.data.reason')
})
/** The address typed again: an erasure cannot be taken back. */
export const eraseForm = z.object({ email: z.string().trim().max(254, 'error.contact.email') })

const instant = z
	.string()
	.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/, 'error.office.date')
	.or(z.literal('').transform(() => null))
	.optional()
	.default(null)

export const breachForm = z.object({
	noticedAt: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/, 'error.office.date'),
	what: needed(4000),
	measures: words(4000).default(''),
	people: z
		.literal('')
		.transform(() => null)
		.or(
			z.coerce
				.number('error.office.filter')
				.int('error.office.filter')
				.min(0, 'error.office.filter')
				.max(100_000_000, 'error.office.filter')
		)
		.optional()
		.default(null),
	risk: z.enum(breachRisks, 'error.required'),
	authorityToldAt: instant,
	peopleToldAt: instant
})
export type BreachInput = z.output<typeof breachForm>
export const breachCorrectionForm = breachForm.extend({ version: z.coerce.number('error.required').int() })
