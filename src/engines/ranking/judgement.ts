/** One evaluator's score of one application, of 100 (`cardScore`). Floats are enough: nothing here decides a rank. */
export interface Judgement {
	application: string
	evaluator: string
	score: number
}

export interface Calibration {
	/** By application, the mean with the habits of its evaluators taken off: to show beside the raw score, not instead. */
	applications: Map<string, number>
	/** By evaluator, how many points above (or below) the others they score the same things; sums to about 0. */
	evaluators: Map<string, number>
}

/**
 * Strict and lenient evaluators: score = application + evaluator + chance, by least squares, the evaluators' part shrunk
 * towards 0 as if each had also written `shrinkage` cards without any habit. That is the best linear predictor (Robinson,
 * That BLUP is a good thing, Statistical Science 1991) of the additive model of reviewers' bias (Paul, Bibliometrics and
 * assessments, 1981; Roos, Rothe and Scheuermann, AAAI 2011). With few cards a habit cannot be told from merit, so the
 * correction stays small.
 */
export function calibrate(judgements: readonly Judgement[], { shrinkage = 2 }: { shrinkage?: number } = {}): Calibration {
	const cards = sorted(judgements)
	const applications = new Map(cards.map(({ application }) => [application, 0]))
	const evaluators = new Map(cards.map(({ evaluator }) => [evaluator, 0]))
	// Each half has its exact solution when the other is fixed; in turn they close in on the joint one.
	for (let turn = 0; turn < 500; turn++) {
		settle(applications, cards, 'application', (card) => card.score - evaluators.get(card.evaluator)!, 0)
		const moved = settle(evaluators, cards, 'evaluator', (card) => card.score - applications.get(card.application)!, shrinkage)
		if (moved < 1e-10) break
	}
	return { applications, evaluators }
}

function settle(
	effects: Map<string, number>,
	cards: readonly Judgement[],
	side: 'application' | 'evaluator',
	rest: (card: Judgement) => number,
	shrinkage: number
): number {
	const sums = new Map<string, { sum: number; count: number }>()
	for (const card of cards) {
		const entry = sums.get(card[side])
		if (entry) {
			entry.sum += rest(card)
			entry.count++
		} else sums.set(card[side], { sum: rest(card), count: 1 })
	}
	let moved = 0
	for (const [key, { sum, count }] of sums) {
		const effect = sum / (count + shrinkage)
		moved = Math.max(moved, Math.abs(effect - effects.get(key)!))
		effects.set(key, effect)
	}
	return moved
}

export interface Outlier extends Judgement {
	/** Points away from the median of the application. */
	deviation: number
}

/**
 * Scores far from the others' of the same application: more than `limit` robust standard deviations (1.4826 × the median
 * absolute deviation, taken over the whole call, as three cards say nothing about spread; where that is 0, 1.2533 × the
 * mean one). Source: Iglewicz and Hoaglin, How to detect and handle outliers, 1993, whose limit is 3.5.
 */
export function outliers(judgements: readonly Judgement[], { limit = 3.5 }: { limit?: number } = {}): Outlier[] {
	const cards = sorted(judgements)
	const groups = Map.groupBy(cards, ({ application }) => application)
	const medians = new Map(Array.from(groups, ([application, group]) => [application, median(group.map(({ score }) => score))]))
	const deviations = cards.map((card) => ({ ...card, deviation: card.score - medians.get(card.application)! }))
	if (!deviations.length) return []
	const sizes = deviations.map(({ deviation }) => Math.abs(deviation))
	const spread = 1.4826 * median(sizes) || (1.253314 * sizes.reduce((sum, size) => sum + size, 0)) / sizes.length
	return spread === 0 ? [] : deviations.filter(({ deviation }) => Math.abs(deviation) > limit * spread)
}

/**
 * Krippendorff's alpha for interval data: 1 when evaluators agree, 0 when their scores might as well be drawn, below when
 * they contradict each other. Applications with one card do not count. Null when there is nothing to compare, or all
 * scores are the same. Source: Krippendorff, Computing Krippendorff's alpha-reliability, 2011.
 */
export function agreement(judgements: readonly Judgement[]): number | null {
	const groups = [...Map.groupBy(sorted(judgements), ({ application }) => application).values()]
		.filter((group) => group.length > 1)
		.map((group) => group.map(({ score }) => score))
	const all = groups.flat()
	// The squared distances of all ordered pairs, from the sums: n Σx² − (Σx)², twice. Centred first, or digits are lost.
	const centre = all.reduce((sum, score) => sum + score, 0) / all.length
	const distances = (scores: number[]) => {
		const sum = scores.reduce((sum, score) => sum + (score - centre), 0)
		const squares = scores.reduce((sum, score) => sum + (score - centre) ** 2, 0)
		return 2 * (scores.length * squares - sum * sum)
	}
	const expected = distances(all) / (all.length - 1)
	if (!(expected > 1e-9)) return null
	return 1 - groups.reduce((sum, scores) => sum + distances(scores) / (scores.length - 1), 0) / expected
}

function median(values: readonly number[]): number {
	const order = values.toSorted((a, b) => a - b)
	const middle = order.length >> 1
	return order.length % 2 ? order[middle]! : (order[middle - 1]! + order[middle]!) / 2
}

/** Sums of floats depend on their order: the same cards give the same figures. */
const sorted = (judgements: readonly Judgement[]) =>
	judgements.toSorted((a, b) =>
		a.application < b.application ? -1 : a.application > b.application ? 1 : a.evaluator < b.evaluator ? -1 : 1
	)
