/** What things of a call are named in its public record, and its grid as the engines of ranking and record read it. */
import type { Grid, TieKey } from '#engines/ranking/ranking'
import type { CardOpening } from '#engines/record/schema'
import { sealed } from '#engines/record/seal'
import type { CallRules, TieStep } from './call-rules.ts'

/** An application stands in the record under its reference, an evaluator under their number: who they are is not said. */
export const applicationName = ({ reference }: { reference: string }): string => reference
export const evaluatorName = ({ number }: { number: number }): string => `E${number}`
/** `place` counts from 0, in the order of the call's lots. */
export const lotName = (place: number): string => `L${place + 1}`

type GridCriterion = { id: string; weight: number; scaleMax: number; threshold: number | null }

/**
 * Criteria under their ids, which are the keys of a review's scores too. A score counts from 0 to `scaleMax`: a scale that
 * begins at 1 gives its lowest mark the points it is worth.
 */
export function gridOf(call: { rules: CallRules; tieRule: readonly TieStep[] }, criteria: readonly GridCriterion[]): Grid {
	// The heaviest first, equal ones in the order of the grid.
	const heaviest = criteria.toSorted((a, b) => b.weight - a.weight)
	return {
		criteria: criteria.map(({ id, weight, scaleMax, threshold }) => ({
			key: id,
			weight,
			max: scaleMax,
			...(threshold !== null && { threshold })
		})),
		...(call.rules.threshold !== undefined && { threshold: call.rules.threshold }),
		ties: call.tieRule.flatMap((step): TieKey[] =>
			step === 'criteria'
				? heaviest.map(({ id }) => ({ by: 'criterion', criterion: id }))
				: [step === 'filed' ? { by: 'filed' } : { by: 'lot' }]
		)
	}
}

type CutLot = { envelopeCents: number | null; places: number | null }

/** The lots as the cut line reads them. A call without lots shares out nothing that could run out. */
export const cutLots = (call: { rules: CallRules }, lots: readonly CutLot[]) =>
	(lots.length ? lots : [{ envelopeCents: null, places: null }]).map(({ envelopeCents, places }, place) => ({
		key: lotName(place),
		...(envelopeCents !== null && { envelope: envelopeCents }),
		...(places !== null && { places }),
		reserve: call.rules.reserve ?? 0
	}))

/** The lot an application is in; the first where it says none. */
export const lotOfApplication = (lots: readonly { id: string }[], lotId: string | null): string =>
	lotName(
		Math.max(
			0,
			lots.findIndex(({ id }) => id === lotId)
		)
	)

type ReviewRow = {
	reference: string
	number: number
	scores: Readonly<Record<string, { score: number | null; comment?: string }>>
	comment: string
	salt: string
	remarksSalt: string | null
}

/**
 * A review as the scorecard that is committed to when it is submitted (`cardCommitment`) and opened in the record. Comments may
 * be about people: they are a digest whose own salt is never published.
 */
export const cardOf = ({ reference, number, scores, comment, salt, remarksSalt }: ReviewRow): CardOpening => ({
	application: applicationName({ reference }),
	evaluator: evaluatorName({ number }),
	scores: Object.fromEntries(Object.entries(scores).flatMap(([key, { score }]) => (score === null ? [] : [[key, score]]))),
	...(remarksSalt !== null && {
		remarks: sealed(
			{ comment, said: Object.fromEntries(Object.entries(scores).map(([key, { comment = '' }]) => [key, comment])) },
			remarksSalt
		)
	}),
	salt
})
