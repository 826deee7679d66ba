import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cut, departures } from './cut.ts'
import { compared, decimal, fraction, plus } from './fraction.ts'
import { agreement, calibrate, outliers, type Judgement } from './judgement.ts'
import { cardScore, rank, type Card, type Grid } from './ranking.ts'

const grid: Grid = {
	criteria: [
		{ key: 'relevance', weight: 3, max: 5 },
		{ key: 'method', weight: 2, max: 10 }
	],
	ties: [{ by: 'criterion', criterion: 'relevance' }, { by: 'filed' }, { by: 'lot' }]
}
const candidate = (application: string, filedAt = 0, lot = application) => ({ application, filedAt, lot })
const card = (application: string, evaluator: string, relevance: number, method: number): Card => ({
	application,
	evaluator,
	scores: { relevance, method }
})
const order = (ranked: { application: string }[]) => ranked.map(({ application }) => application).join('')

const calls = fc
	.array(fc.array(fc.tuple(fc.nat(5), fc.nat(10)), { maxLength: 4 }), { minLength: 1, maxLength: 12 })
	.map((rows) => ({
		candidates: rows.map((_, i) => candidate(`A${i}`, i % 3, `lot ${(i * 7) % 12}`)),
		cards: rows.flatMap((row, i) => row.map(([a, b], j) => card(`A${i}`, `E${j}`, a, b)))
	}))

describe('a ranking', () => {
	test('weighs the means of the criteria, of 100', () => {
		const ranked = rank(
			grid,
			[candidate('A'), candidate('B')],
			[card('A', 'E1', 5, 4), card('A', 'E2', 4, 7), card('B', 'E1', 5, 10)],
			{ expected: 2 }
		)
		expect(ranked).toEqual([
			{
				application: 'B',
				place: 1,
				score: '100.0000',
				means: { relevance: '5.0000', method: '10.0000' },
				cards: 1,
				missing: 1,
				below: [],
				after: null
			},
			{
				application: 'A',
				place: 2,
				score: '76.0000',
				means: { relevance: '4.5000', method: '5.5000' },
				cards: 2,
				missing: 0,
				below: [],
				after: 'score'
			}
		])
	})

	test('does not depend on the order of what goes in', () => {
		fc.assert(
			fc.property(calls, ({ candidates, cards }) => {
				expect(rank(grid, candidates.toReversed(), cards.toReversed(), { expected: 3 })).toEqual(
					rank(grid, candidates, cards, { expected: 3 })
				)
			})
		)
	})

	test('stays the same when all weights, or a scale with its scores, are multiplied', () => {
		fc.assert(
			fc.property(calls, fc.integer({ min: 2, max: 50 }), ({ candidates, cards }, factor) => {
				const scaled: Grid = {
					...grid,
					criteria: grid.criteria.map((c) => ({ ...c, weight: c.weight * factor, max: c.max * factor }))
				}
				const more = cards.map((one) => ({
					...one,
					scores: Object.fromEntries(Object.entries(one.scores).map(([key, score]) => [key, score * factor]))
				}))
				const scores = (ranked: ReturnType<typeof rank>) => ranked.map(({ application, score }) => [application, score])
				expect(scores(rank(scaled, candidates, more, { expected: 3 }))).toEqual(
					scores(rank(grid, candidates, cards, { expected: 3 }))
				)
			})
		)
	})

	test('never sinks an application for a better score', () => {
		fc.assert(
			fc.property(calls, fc.nat(), ({ candidates, cards }, which) => {
				fc.pre(cards.length > 0)
				const at = which % cards.length
				const { application, scores } = cards[at]!
				const better = cards.with(at, { ...cards[at]!, scores: { ...scores, method: Math.min(10, scores.method! + 1) } })
				const placeIn = (given: Card[]) =>
					rank(grid, candidates, given, { expected: 3 }).find((line) => line.application === application)!.place
				expect(placeIn(better)).toBeLessThanOrEqual(placeIn(cards))
			})
		)
	})

	test('asks the tie rule key by key, and the lot in the end', () => {
		// 3/5 · 60 + 4/10 · 40 = 2/5 · 60 + 7/10 · 40 = 52
		const candidates = [candidate('A', 9, 'a'), candidate('B', 1, 'z'), candidate('C', 1, 'b'), candidate('D', 0)]
		const cards = [card('A', 'E1', 3, 4), card('B', 'E1', 3, 4), card('C', 'E1', 3, 4), card('D', 'E1', 2, 7)]
		const ranked = rank(grid, candidates, cards, { expected: 1 })
		expect(order(ranked)).toBe('CBAD')
		expect(ranked.map(({ after }) => after)).toEqual([null, 'lot', 'filed', 'criterion'])
	})

	test('finds thirds equal that floats would not', () => {
		const thirds = [
			card('A', 'E1', 1, 0),
			card('A', 'E2', 1, 0),
			card('A', 'E3', 2, 0),
			card('B', 'E1', 2, 0),
			card('B', 'E2', 1, 0),
			card('B', 'E3', 1, 0)
		]
		expect(rank(grid, [candidate('A', 2), candidate('B', 1)], thirds, { expected: 3 })[1]).toMatchObject({
			application: 'A',
			after: 'filed'
		})
	})

	test('puts those below a threshold last, and names it', () => {
		const strict: Grid = { ...grid, threshold: 50, criteria: [{ ...grid.criteria[0]!, threshold: 3 }, grid.criteria[1]!] }
		const ranked = rank(
			strict,
			[candidate('A'), candidate('B'), candidate('C')],
			[card('A', 'E1', 2, 10), card('B', 'E1', 4, 1)],
			{ expected: 1 }
		)
		expect(ranked.map(({ application, below }) => [application, below])).toEqual([
			['B', []],
			['A', ['relevance']],
			['C', ['total']]
		])
	})

	test('leaves an unfinished card out and counts it as missing', () => {
		const unfinished: Card = { application: 'A', evaluator: 'E2', scores: { relevance: 0 } }
		expect(rank(grid, [candidate('A')], [card('A', 'E1', 5, 10), unfinished], { expected: 2 })[0]).toMatchObject({
			score: '100.0000',
			missing: 1
		})
	})

	test.for([
		['a score above the scale', [card('A', 'E1', 6, 0)]],
		['a score that is not whole', [card('A', 'E1', 1.5, 0)]],
		['two cards of one evaluator', [card('A', 'E1', 1, 0), card('A', 'E1', 2, 0)]]
	] as const)('refuses %s', ([, cards]) => {
		expect(() => rank(grid, [candidate('A')], cards, { expected: 1 })).toThrow(RangeError)
	})
})

test('fractions are exact, and round half up', () => {
	expect(compared(plus(fraction(1, 3), fraction(1, 6)), fraction(1, 2))).toBe(0)
	expect(decimal(fraction(1, 8), 2)).toBe('0.13')
	expect(decimal(fraction(199_999, 20_000), 3)).toBe('10.000')
	expect(decimal(fraction(5, 2), 0)).toBe('3')
	expect(decimal(cardScore(grid, card('A', 'E1', 5, 5)), 1)).toBe('80.0')
})

describe('the cut', () => {
	const line = (application: string, amount: number, passes = true) => ({ application, lot: 'all', amount, passes })

	test('is drawn where the next one no longer fits; nobody overtakes', () => {
		const { proposed, lots } = cut(
			[line('A', 60), line('B', 50), line('C', 10), line('D', 10), line('E', 1, false)],
			[{ key: 'all', envelope: 100, reserve: 2 }]
		)
		expect(Object.fromEntries(proposed)).toEqual({ A: 'award', B: 'reserve', C: 'reserve', D: 'refuse', E: 'refuse' })
		expect(lots.get('all')).toEqual({ given: 60, places: 1, last: 'A' })
		expect(
			departures(
				proposed,
				new Map([
					['A', 'award'],
					['C', 'award']
				] as const)
			)
		).toEqual([{ application: 'C', proposed: 'reserve', decided: 'award' }])
	})

	test('counts places where there are places', () => {
		const { proposed } = cut([line('A', 0), line('B', 0), line('C', 0)], [{ key: 'all', places: 2, reserve: 0 }])
		expect([...proposed.values()]).toEqual(['award', 'award', 'refuse'])
	})
})

describe('judgements', () => {
	// Krippendorff 2011, section C: four observers, twelve units; alpha for interval data is 0.849.
	const observers = ['123321412...', '1233224125.3', '.3332342251.', '12332441251.']

	test('agree as in Krippendorff’s example', () => {
		const judgements = observers.flatMap((row, j) =>
			Array.from(row).flatMap((value, i): Judgement[] =>
				value === '.' ? [] : [{ application: `${i}`, evaluator: `${j}`, score: Number(value) }]
			)
		)
		expect(agreement(judgements)).toBeCloseTo(0.849, 3)
	})

	test('that are all the same, or alone, say nothing about agreement', () => {
		expect(agreement([])).toBeNull()
		expect(agreement([{ application: 'A', evaluator: 'E1', score: 3 }])).toBeNull()
		expect(agreement(['E1', 'E2'].map((evaluator) => ({ application: 'A', evaluator, score: 3 })))).toBeNull()
	})

	const merits = [40, 55, 70, 85, 60, 50]
	const habits = { E1: 8, E2: -8, E3: 0 }
	const judged = merits.flatMap((merit, i) =>
		Object.entries(habits)
			.filter((_, j) => i % 3 !== j)
			.map(([evaluator, habit]) => ({ application: `A${i}`, evaluator, score: merit + habit }))
	)

	test('are freed of habits, wholly without shrinkage and partly with it', () => {
		const exact = calibrate(judged, { shrinkage: 0 })
		const base = exact.evaluators.get('E3')!
		expect(exact.evaluators.get('E1')! - base).toBeCloseTo(8, 5)
		const shrunk = calibrate(judged)
		expect(Math.abs(shrunk.evaluators.get('E1')!)).toBeLessThan(8)
		expect(shrunk.evaluators.get('E1')!).toBeGreaterThan(2)
		expect(calibrate(judged.toReversed())).toEqual(shrunk)
	})

	test('far from the others are flagged', () => {
		const others = merits.flatMap((score, i) =>
			['E1', 'E2', 'E3'].map((evaluator, j) => ({ application: `A${i}`, evaluator, score: score + j }))
		)
		expect(outliers(others)).toEqual([])
		const odd = others.map((one, i) => (i === 4 ? { ...one, score: 5 } : one))
		expect(outliers(odd)).toMatchObject([{ application: 'A1', evaluator: 'E2', deviation: -50 }])
	})
})
