import { z } from 'zod'
import { line, optionalParagraphs, paragraphs } from '#platform/shapes'
import { optionalLocal, REASON_LENGTH } from './call-schema.ts'
import { applicationStatuses } from './workflow.ts'

export const MESSAGE_LENGTH = 5000

/** What an application is begun with: for an organisation, or in person where the call says so. */
export const beginForm = z.object({
	call: z.uuid('error.choice'),
	organisation: z.preprocess((value) => value || null, z.uuid('error.choice').nullable()),
	lot: z.preprocess((value) => value || null, z.uuid('error.choice').nullable())
})
export type BeginInput = z.output<typeof beginForm>

/** `key` is made with the page: a second click posts it again. */
export const filingForm = z.object({ key: z.uuid('error.choice') })

export const authorForm = z.object({
	email: z
		.string('error.required')
		.transform((value) => value.trim().toLowerCase())
		.pipe(z.email('error.email').max(254, 'error.email'))
})
export const ownIdForm = z.object({ id: z.uuid('error.choice') })
export const restoreForm = z.object({ restore: z.coerce.number().int().min(0), version: z.coerce.number().int().min(0) })
export const applicationMessageForm = z.object({ text: paragraphs(MESSAGE_LENGTH) })

/** `until` in the programme's zone, as the field posts it. */
export const latePermissionForm = z.object({
	/** As the applicant reads it on their page. */
	reference: line(40),
	until: optionalLocal,
	reason: paragraphs(REASON_LENGTH).refine((reason) => reason.length >= 10, 'error.applications.reason')
})

export const checkResults = ['met', 'not_met', 'unclear'] as const
export type CheckResult = (typeof checkResults)[number]
export const checkForm = z.object({
	requirement: z.uuid('error.choice'),
	result: z.enum(checkResults, 'error.choice'),
	note: optionalParagraphs(2000)
})
export const verdicts = ['admitted', 'inadmissible', 'ineligible'] as const
export const verdictForm = z.object({ verdict: z.enum(verdicts, 'error.choice') })
export type Verdict = (typeof verdicts)[number]

export const applicationsQuery = z.object({
	q: line(200),
	status: z.enum(applicationStatuses, 'error.office.filter'),
	lot: z.uuid('error.office.filter'),
	late: z.enum(['yes'], 'error.office.filter'),
	after: z.uuid('error.office.filter')
})
export type ApplicationFilters = Partial<Omit<z.output<typeof applicationsQuery>, 'after'>>
