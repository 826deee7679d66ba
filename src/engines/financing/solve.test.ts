import fc from 'fast-check'
import loadHighs from 'highs'
import { describe, expect, test } from 'vitest'
import { cashFlow, deepest } from './cash.ts'
import {
	amountsOf,
	breachesOf,
	ceilingOf,
	costOf,
	earliness,
	leastOwn,
	pays,
	worthOf,
	type Plan,
	type Problem,
	type Source
} from './problem.ts'
import { proposePlans } from './solve.ts'

const highs = await loadHighs()

const source = (id: string, over: Partial<Source> = {}): Source => ({
	id,
	min: 0,
	max: null,
	rate: 10_000,
	lines: null,
	instalments: [{ quarter: 0, share: 10_000 }],
	excludes: [],
	secured: false,
	...over
})
const problem = (over: Partial<Problem> = {}): Problem => ({
	lines: [{ id: 'works', cents: 100_000, from: 0, until: 3 }],
	sources: [],
	ownRate: 0,
	ownMax: null,
	most: null,
	aim: 'own',
	...over
})
const best = (given: Problem): Plan | undefined => proposePlans(highs, given, 1).plans[0]

/** The best these sources together can do for either aim, every way of sharing tried; null when they cannot. */
function bestByHand(given: Problem, chosen: Source[]): { own: bigint; early: bigint } | null {
	if (chosen.some((each) => ceilingOf(given, each) < Math.max(1, each.min))) return null
	const room = costOf(given) - leastOwn(given)
	let found: { own: bigint; early: bigint } | null = null
	const amounts: number[] = []
	const walk = (at: number, left: number) => {
		if (at === chosen.length) {
			const total = amounts.reduce((sum, amount) => sum + amount, 0)
			if (given.ownMax !== null && costOf(given) - total > given.ownMax) return
			if (!fits(given, chosen, amounts)) return
			const own = BigInt(total)
			const early = chosen.reduce((sum, each, place) => sum + BigInt(amounts[place]!) * BigInt(earliness(given, each)), 0n)
			if (!found || own > found.own) found = { own, early: found && found.early > early ? found.early : early }
			if (early > found.early) found = { ...found, early }
			return
		}
		const each = chosen[at]!
		for (let amount = Math.max(1, each.min); amount <= Math.min(left, ceilingOf(given, each)); amount++) {
			amounts[at] = amount
			walk(at + 1, left - amount)
		}
		amounts.length = at
	}
	walk(0, room)
	return found
}

/** Whether the amounts can be laid on the costs: of every set of costs, those who can pay only them ask no more than they are. */
function fits({ lines }: Problem, chosen: Source[], amounts: number[]): boolean {
	for (let set = 1; set < 1 << chosen.length; set++) {
		const some = chosen.filter((_, at) => set & (1 << at))
		const asked = amounts.reduce((sum, amount, at) => (set & (1 << at) ? sum + amount : sum), 0)
		const reached = lines.reduce((sum, { id, cents }) => (some.some((each) => pays(each, id)) ? sum + cents : sum), 0)
		if (asked > reached) return false
	}
	return true
}

function byHand(given: Problem): bigint | null {
	let most: bigint | null = null
	for (let set = 0; set < 1 << given.sources.length; set++) {
		const chosen = given.sources.filter((_, at) => set & (1 << at))
		const ids = new Set(chosen.map(({ id }) => id))
		if (given.sources.some((each) => each.secured && !ids.has(each.id))) continue
		if (chosen.some(({ excludes }) => excludes.some((other) => ids.has(other)))) continue
		if (given.most !== null && chosen.length > given.most) continue
		const found = bestByHand(given, chosen)
		if (!found) continue
		const worth = given.aim === 'own' ? found.own : found.early
		if (most === null || worth > most) most = worth
	}
	return most
}

const problems = fc
	.record({
		costs: fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 1, maxLength: 3 }),
		sources: fc.array(
			fc.record({
				min: fc.integer({ min: 0, max: 4 }),
				max: fc.option(fc.integer({ min: 0, max: 9 })),
				rate: fc.constantFrom(3333, 5000, 8000, 10_000),
				lines: fc.option(fc.subarray(['l0', 'l1', 'l2'])),
				quarter: fc.integer({ min: 0, max: 5 }),
				advance: fc.constantFrom(0, 2000, 8000, 10_000),
				excludes: fc.subarray(['s0', 's1', 's2', 's3']),
				excluding: fc.boolean(),
				secured: fc.integer({ min: 0, max: 5 }).map((n) => n === 0)
			}),
			{ maxLength: 4 }
		),
		ownRate: fc.constantFrom(0, 1000, 2000, 5000),
		ownMax: fc.option(fc.integer({ min: 0, max: 12 })),
		most: fc.option(fc.integer({ min: 0, max: 3 })),
		aim: fc.constantFrom('own' as const, 'early' as const)
	})
	.map(({ costs, sources, ...rest }): Problem => ({
		...rest,
		lines: costs.map((cents, at) => ({ id: `l${at}`, cents, from: at, until: at + 2 })),
		sources: sources.map(({ quarter, advance, excludes, excluding, ...each }, at) => ({
			...each,
			id: `s${at}`,
			excludes: excluding ? excludes.filter((other) => other !== `s${at}`) : [],
			instalments: [
				{ quarter: 0, share: advance },
				{ quarter, share: 10_000 - advance }
			].filter(({ share }) => share > 0)
		}))
	}))

describe('a financing plan', () => {
	test('never breaks a rule, and none is better for its aim; where there is none, there is none', () => {
		fc.assert(
			fc.property(problems, (given) => {
				const { plans } = proposePlans(highs, given)
				const reference = byHand(given)
				expect(plans.length > 0).toBe(reference !== null)
				for (const plan of plans) expect(breachesOf(given, plan)).toEqual([])
				if (plans[0]) expect(worthOf(given, plans[0])).toBe(reference)
				const worths = plans.map((plan) => worthOf(given, plan))
				expect(worths).toEqual(worths.toSorted((a, b) => (a < b ? 1 : a > b ? -1 : 0)))
				const sets = plans.map((plan) => [...amountsOf(plan).keys()].sort().join())
				expect(new Set(sets).size).toBe(sets.length)
			}),
			{ numRuns: 300 }
		)
	}, 120_000)

	test('names the own money that would be needed where what there is does not do', () => {
		const given = problem({ sources: [source('half', { rate: 5000 })], ownMax: 30_000 })
		expect(proposePlans(highs, given)).toEqual({ plans: [], needed: 50_000 })
		expect(proposePlans(highs, { ...given, ownMax: 50_000 }).plans[0]!.own).toBe(50_000)
	})

	test('keeps a rate to the cent in sums of millions', () => {
		const given = problem({
			lines: [
				{ id: 'works', cents: 123_456_789, from: 0, until: 7 },
				{ id: 'team', cents: 98_765_433, from: 0, until: 11 }
			],
			sources: [source('eu', { rate: 6667, min: 50_000_000 }), source('region', { max: 30_000_001, lines: ['works'] })],
			ownRate: 1000
		})
		const plan = best(given)!
		expect(breachesOf(given, plan)).toEqual([])
		expect(amountsOf(plan).get('eu')).toBe(ceilingOf(given, given.sources[0]!))
		expect(plan.own).toBe(222_222_222 - 148_155_555 - 30_000_001)
	})

	test('for the earliest money takes the source that pays in advance', () => {
		const late = source('late', { max: 60_000, instalments: [{ quarter: 6, share: 10_000 }] })
		const soon = source('soon', { max: 50_000, excludes: ['late'] })
		expect([...amountsOf(best(problem({ sources: [late, soon] }))!).keys()]).toEqual(['late'])
		expect([...amountsOf(best(problem({ sources: [late, soon], aim: 'early' }))!).keys()]).toEqual(['soon'])
	})
})

describe('the money quarter by quarter', () => {
	test('is spent and received to the cent, and the deepest need is named', () => {
		const given = problem({
			sources: [
				source('eu', {
					rate: 8000,
					instalments: [
						{ quarter: 0, share: 3333 },
						{ quarter: 5, share: 6667 }
					]
				})
			]
		})
		const flow = cashFlow(given, best(given)!)
		expect(flow.map(({ spent }) => spent)).toEqual([25_000, 25_000, 25_000, 25_000, 0, 0])
		expect(flow.map(({ received }) => received.get('eu') ?? 0)).toEqual([26_664, 0, 0, 0, 0, 53_336])
		expect(flow.at(-1)!.balance).toBe(-20_000)
		expect(deepest(flow)).toBe(73_336)
	})

	test('adds up, whatever the plan', () => {
		fc.assert(
			fc.property(problems, (given) => {
				const plan = best(given)
				if (!plan) return
				const flow = cashFlow(given, plan)
				const received = flow.flatMap((quarter) => [...quarter.received.values()]).reduce((sum, cents) => sum + cents, 0)
				expect(flow.reduce((sum, { spent }) => sum + spent, 0)).toBe(costOf(given))
				expect(received).toBe(costOf(given) - plan.own)
				expect(flow.at(-1)!.balance + plan.own).toBe(0)
			}),
			{ numRuns: 60 }
		)
	}, 60_000)
})
