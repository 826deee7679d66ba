import { z } from 'zod'
import { box, optionalParagraphs, paragraphs } from '#platform/shapes'
import { whole, REASON_LENGTH } from './call-schema.ts'
import { COMMENT_LENGTH, OVERALL_LENGTH } from './review-rules.ts'

const id = z.uuid('error.choice')
/** Some lots, or none ticked for all. */
const lots = z.preprocess(
	(value) => (value === undefined || value === '' ? [] : Array.isArray(value) ? value : [value]),
	z.array(id).max(100, 'error.choice')
)
const reason = paragraphs(REASON_LENGTH).refine((text) => text.length >= 10, 'error.evaluation.reason')

export const evaluatorForm = z.object({ account: id, most: whole(1, 1000), lots })
export type EvaluatorInput = z.output<typeof evaluatorForm>
export const evaluatorChangeForm = z.object({ id, most: whole(1, 1000), lots })
export const evaluatorReasonForm = z.object({ id, reason })
export const addConflictForm = z.object({ application: id, evaluator: id, reason })
export const drawForm = z.object({
	/** What the public source said, where the call names one. */
	seed: z
		.string()
		.max(500, 'error.too_long')
		.default('')
		.transform((value) => value.trim() || null)
})
export const pairForm = z.object({ application: id, evaluator: id, reason })
export const shareForm = z.object({ share: box })
export const recuseForm = z.object({ reason })

const NOTE = 1000

/**
 * What an evaluator declares: `tie.<id>` ticked and `note.<id>` beside it, for as many subjects as the page lists; `confirmed`
 * that there is nothing else.
 */
export const declarationForm = z
	.looseObject({ confirmed: box.refine((value) => value, 'error.evaluation.confirm') })
	.transform(({ confirmed: _, ...fields }) =>
		Object.entries(fields).flatMap(([name, value]) => {
			const subject = name.startsWith('tie.') ? z.uuid().safeParse(name.slice(4)) : null
			if (!subject?.success || value === '') return []
			const note = fields[`note.${subject.data}`]
			return [{ subject: subject.data, note: typeof note === 'string' ? note.trim().slice(0, NOTE) : '' }]
		})
	)
export type Declared = z.output<typeof declarationForm>

const shortText = optionalParagraphs(COMMENT_LENGTH)

/** A review as it is posted: `score.<criterion>`, `comment.<criterion>`, and what is said of the whole. */
export const reviewForm = z
	.looseObject({ version: z.coerce.number().int().min(1), comment: optionalParagraphs(OVERALL_LENGTH) })
	.transform(({ version, comment, ...fields }, context) => {
		const scores: Record<string, { score: number | null; comment: string }> = {}
		for (const [name, value] of Object.entries(fields)) {
			const [, kind, criterion] = /^(score|comment)\.([0-9a-f-]{36})$/.exec(name) ?? []
			if (!kind || !criterion || typeof value !== 'string') continue
			const entry = (scores[criterion] ??= { score: null, comment: '' })
			if (kind === 'score') {
				if (value !== '' && !/^\d{1,3}$/.test(value)) context.addIssue({ code: 'custom', path: [name], message: 'error.choice' })
				entry.score = value === '' ? null : Number(value)
			} else {
				const text = shortText.safeParse(value)
				if (text.success) entry.comment = text.data
				else context.addIssue({ code: 'custom', path: [name], message: 'error.too_long' })
			}
		}
		return { version, comment, scores }
	})
export type ReviewInput = z.output<typeof reviewForm>
