import { z } from 'zod'
import { box, line, optionalParagraphs, paragraphs } from '#platform/shapes'
import { introductionStatuses } from './introduction-workflow.ts'

export const MESSAGE_LENGTH = 4000

export const declineReasons = ['not-now', 'not-our-field', 'no-capacity', 'other-partner', 'other'] as const
export const outcomes = ['project', 'visit', 'exchange', 'contact', 'nothing'] as const
export type Outcome = (typeof outcomes)[number]
export const abuseReasons = ['spam', 'false', 'offensive', 'data', 'other'] as const
export type AbuseReason = (typeof abuseReasons)[number]

export const askForm = z.object({
	/** The organisation that asks: one of the actor's own. */
	from: z.uuid('error.choice'),
	message: paragraphs(MESSAGE_LENGTH)
})
export const askForBothForm = z.object({
	from: z.uuid('error.choice'),
	to: z.uuid('error.choice'),
	message: paragraphs(MESSAGE_LENGTH)
})
export const declineForm = z.object({
	reason: z.enum(declineReasons, 'error.choice'),
	note: optionalParagraphs(1000),
	share: box
})
export const messageForm = z.object({ text: paragraphs(MESSAGE_LENGTH) })
export const outcomeForm = z.object({
	outcome: z.enum(outcomes, 'error.choice'),
	satisfaction: z.coerce.number('error.choice').int('error.choice').min(1, 'error.choice').max(5, 'error.choice'),
	note: optionalParagraphs(2000)
})
export const reportForm = z.object({ reason: z.enum(abuseReasons, 'error.choice'), note: optionalParagraphs(2000) })
export const decideForm = z.object({ id: z.uuid('error.required'), answer: line(1000) })

/** `listing:<id>`, `introduction:<id>`, `organisation:<id>`. */
export const subjectOf = (ref: string): { kind: 'listing' | 'introduction' | 'organisation'; id: string } | null => {
	const [, kind, id] = /^(listing|introduction|organisation):([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(ref) ?? []
	return kind && id ? { kind: kind as 'listing' | 'introduction' | 'organisation', id } : null
}

/** What the office's list of introductions can be narrowed to. */
export const introductionQuery = z.object({
	status: z.enum(introductionStatuses, 'error.office.filter'),
	/** Asked so long ago without an answer. */
	waiting: z.enum(['21'], 'error.office.filter')
})
export type IntroductionFilters = Partial<z.output<typeof introductionQuery>>
