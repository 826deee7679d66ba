import { compared, decimal, fraction, plus, times, type Fraction } from './fraction.ts'

export interface Criterion {
	key: string
	/** Whole and positive; only its share of all weights counts. */
	weight: number
	/** Scores are whole steps from 0 to this; half points are a scale with twice the steps. */
	max: number
	/** The mean of the evaluators must reach it. */
	threshold?: number | undefined
}

export type TieKey = { by: 'criterion'; criterion: string } | { by: 'filed' } | { by: 'lot' }

export interface Grid {
	criteria: readonly Criterion[]
	/** The whole score, of 100, must reach it. */
	threshold?: number | undefined
	/** Asked one after the other among equals; what is then still equal is decided by lot. */
	ties: readonly TieKey[]
}

export interface Candidate {
	application: string
	/** Milliseconds; the earlier comes first where the tie rule says so. */
	filedAt: number
	/** From `lotOf`; the smaller comes first. */
	lot: string
}

export interface Card {
	application: string
	evaluator: string
	/** By key of criterion; a card without one of them is not finished and does not count. */
	scores: Readonly<Record<string, number>>
}

export interface Ranked {
	application: string
	/** 1 is the best. No two are equal: the lot decides in the end. */
	place: number
	/** Of 100, with four decimals; null without a finished card. The order comes from the exact value. */
	score: string | null
	/** The mean by criterion, with four decimals. */
	means: Record<string, string>
	/** Finished cards that count, and how many are missing. */
	cards: number
	missing: number
	/** Thresholds not reached, by key of criterion; `total` for the whole. They stand below all who reached theirs. */
	below: string[]
	/** What set it after the one before it: `score`, `threshold` or a key of the tie rule; null for the first. */
	after: 'score' | 'threshold' | TieKey['by'] | null
}

interface Weighed {
	candidate: Candidate
	total: Fraction | null
	means: Map<string, Fraction>
	cards: number
	below: string[]
}

/**
 * The ranking: the mean of each criterion over the finished cards, weighed, of 100, in exact arithmetic. Depends on
 * nothing but its arguments, not on their order. `expected` is how many cards each application should have. Throws
 * RangeError for a score outside its scale or a second card of one evaluator.
 */
export function rank(
	grid: Grid,
	candidates: readonly Candidate[],
	cards: readonly Card[],
	{ expected }: { expected: number }
): Ranked[] {
	const byApplication = grouped(grid, cards)
	const weighed = candidates.map((candidate) => weigh(grid, candidate, byApplication.get(candidate.application) ?? []))
	weighed.sort((a, b) => difference(grid, a, b).order)
	return weighed.map(({ candidate, total, means, cards, below }, i) => ({
		application: candidate.application,
		place: i + 1,
		score: total && decimal(total, 4),
		means: Object.fromEntries(Array.from(means, ([key, mean]) => [key, decimal(mean, 4)])),
		cards,
		missing: Math.max(0, expected - cards),
		below,
		after: i === 0 ? null : difference(grid, weighed[i - 1]!, weighed[i]!).by
	}))
}

/** Whether every criterion has its score. */
export const isFinished = (grid: Grid, card: Card): boolean => grid.criteria.every(({ key }) => Object.hasOwn(card.scores, key))

/** One finished card's score of 100. */
export function cardScore(grid: Grid, card: Card): Fraction {
	const weights = grid.criteria.reduce((sum, { weight }) => sum + weight, 0)
	return grid.criteria
		.map(({ key, weight, max }) => fraction(100 * weight * card.scores[key]!, max * weights))
		.reduce(plus, fraction(0))
}

function grouped(grid: Grid, cards: readonly Card[]): Map<string, Card[]> {
	const scales = new Map(grid.criteria.map(({ key, max }) => [key, max]))
	const seen = new Set<string>()
	const groups = new Map<string, Card[]>()
	for (const card of cards) {
		const pair = `${card.application}\n${card.evaluator}`
		if (seen.has(pair)) throw new RangeError(`${card.evaluator} has two cards on ${card.application}`)
		seen.add(pair)
		for (const [key, score] of Object.entries(card.scores)) {
			const max = scales.get(key)
			if (max === undefined || !Number.isInteger(score) || score < 0 || score > max)
				throw new RangeError(`${card.evaluator} on ${card.application}: ${key} is not a whole number from 0 to ${max ?? 0}`)
		}
		if (!isFinished(grid, card)) continue
		const group = groups.get(card.application)
		if (group) group.push(card)
		else groups.set(card.application, [card])
	}
	return groups
}

function weigh({ criteria, threshold }: Grid, candidate: Candidate, cards: Card[]): Weighed {
	const means = new Map<string, Fraction>()
	if (!cards.length) return { candidate, total: null, means, cards: 0, below: ['total'] }
	const weights = criteria.reduce((sum, { weight }) => sum + weight, 0)
	const below: string[] = []
	let total = fraction(0)
	for (const { key, weight, max, threshold } of criteria) {
		const mean = fraction(
			cards.reduce((sum, { scores }) => sum + scores[key]!, 0),
			cards.length
		)
		means.set(key, mean)
		if (threshold !== undefined && compared(mean, fraction(threshold)) < 0) below.push(key)
		total = plus(total, times(mean, fraction(100 * weight, max * weights)))
	}
	if (threshold !== undefined && compared(total, fraction(threshold)) < 0) below.push('total')
	return { candidate, total, means, cards: cards.length, below }
}

function difference(grid: Grid, a: Weighed, b: Weighed): { order: number; by: Exclude<Ranked['after'], null> } {
	const passed = Number(a.below.length > 0) - Number(b.below.length > 0)
	if (passed) return { order: passed, by: 'threshold' }
	if (!a.total || !b.total) {
		if (a.total || b.total) return { order: a.total ? -1 : 1, by: 'score' }
	} else {
		const order = -compared(a.total, b.total)
		if (order) return { order, by: 'score' }
	}
	for (const tie of grid.ties) {
		const order =
			tie.by === 'criterion'
				? byMean(a.means.get(tie.criterion), b.means.get(tie.criterion))
				: tie.by === 'filed'
					? a.candidate.filedAt - b.candidate.filedAt
					: byText(a.candidate.lot, b.candidate.lot)
		if (order) return { order, by: tie.by }
	}
	return {
		order: byText(a.candidate.lot, b.candidate.lot) || byText(a.candidate.application, b.candidate.application),
		by: 'lot'
	}
}

const byMean = (a: Fraction | undefined, b: Fraction | undefined) => (a && b ? -compared(a, b) : 0)
const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
