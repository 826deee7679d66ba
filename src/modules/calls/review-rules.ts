/** What a review must hold before it can be submitted. Browser-safe. */
import type { MessageKey, MessageParams } from '#platform/i18n'

/** By criterion id. */
export type Scores = Record<string, { score: number | null; comment: string }>

type ReviewCriterion = {
	id: string
	scaleMin: number
	scaleMax: number
	threshold: number | null
	commentRequired: boolean
	justifyExtremes: boolean
}

export const COMMENT_LENGTH = 3000
export const OVERALL_LENGTH = 5000
/** Fewer characters than this justify nothing: "very good" has nine. */
export const JUSTIFICATION = 80

type ReviewProblem = { field: string; key: MessageKey; params: MessageParams }

const isExtreme = ({ scaleMin, scaleMax }: ReviewCriterion, score: number) => score === scaleMin || score === scaleMax

/** Empty when it can be submitted. `field` is the input's name on the page. */
export function problemsOfReview(criteria: readonly ReviewCriterion[], scores: Scores): ReviewProblem[] {
	return criteria.flatMap((criterion): ReviewProblem[] => {
		const { id, scaleMin, scaleMax, commentRequired, justifyExtremes } = criterion
		const { score, comment } = scores[id] ?? { score: null, comment: '' }
		if (score === null) return [{ field: `score.${id}`, key: 'error.review.score', params: { min: scaleMin, max: scaleMax } }]
		const length = comment.trim().length
		if (justifyExtremes && isExtreme(criterion, score) && length < JUSTIFICATION)
			return [{ field: `comment.${id}`, key: 'error.review.justify', params: { count: JUSTIFICATION } }]
		if (commentRequired && length === 0) return [{ field: `comment.${id}`, key: 'error.review.comment', params: {} }]
		return []
	})
}

/** Whole steps of the scale; anything else is no score. */
export const isScore = ({ scaleMin, scaleMax }: ReviewCriterion, score: number) =>
	Number.isInteger(score) && score >= scaleMin && score <= scaleMax
