import fc from 'fast-check'
import loadHighs from 'highs'
import { describe, expect, test } from 'vitest'
import { chanceFrom } from '#engines/record/draw'
import { assign } from './assign.ts'
import { bestTotal } from './flow.ts'
import { balancedLoad, type AssignmentInput } from './problem.ts'
import { linearProgramme } from '#test/assignments'

const key = new Uint8Array(32).fill(1)
const highs = await loadHighs()

const inputs = fc
	.record({
		rows: fc.integer({ min: 1, max: 7 }),
		columns: fc.integer({ min: 1, max: 5 }),
		perApplication: fc.integer({ min: 1, max: 3 }),
		min: fc.integer({ min: 0, max: 3 }),
		room: fc.integer({ min: 0, max: 3 }),
		values: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 35, maxLength: 35 }),
		barred: fc.uniqueArray(fc.nat(34), { maxLength: 8 })
	})
	.map(({ rows, columns, perApplication, min, room, values, barred }): AssignmentInput => {
		const applications = Array.from({ length: rows }, (_, i) => `A${i}`)
		const evaluators = Array.from({ length: columns }, (_, i) => `E${i}`)
		return {
			applications,
			evaluators,
			perApplication,
			load: { min, max: Math.max(1, min + room) },
			affinity: applications.map((_, i) => evaluators.map((_, j) => values[i * 5 + j]!)),
			conflicts: barred
				.map((n) => ({ application: applications[Math.floor(n / 5)]!, evaluator: evaluators[n % 5]! }))
				.filter(({ application, evaluator }) => application && evaluator)
		}
	})

/** The same by HiGHS: the worst pair first, by trying each value from above, then the total. */
function byHighs(input: AssignmentInput) {
	for (let least = 9; least >= 0; least--) {
		const solved = highs.solve(linearProgramme(input, least))
		if (solved.Status === 'Optimal') return { worst: least, total: Math.round(solved.ObjectiveValue) }
	}
	return null
}

describe('an assignment', () => {
	test('is what HiGHS finds, worst pair first and then the total, or impossible for both', () => {
		fc.assert(
			fc.property(inputs, (input) => {
				const found = assign(input, key)
				const reference = byHighs(input)
				expect(found.possible).toBe(reference !== null)
				if (!found.possible || !reference) return
				expect(found.worst).toBe(reference.worst)
				expect(found.total).toBe(reference.total)
				expect(bestTotal(found.proof.problem, found.worst, found.proof.prices)).toBe(found.total)
			}),
			{ numRuns: 80 }
		)
	}, 60_000)

	test('keeps to loads, numbers and conflicts', () => {
		fc.assert(
			fc.property(inputs, (input) => {
				const found = assign(input, key)
				if (!found.possible) return
				const loads = new Map(input.evaluators.map((name) => [name, 0]))
				for (const [application, evaluators] of found.assigned) {
					expect(new Set(evaluators).size).toBe(input.perApplication)
					for (const evaluator of evaluators) {
						loads.set(evaluator, loads.get(evaluator)! + 1)
						expect(input.conflicts).not.toContainEqual({ application, evaluator })
					}
				}
				for (const load of loads.values()) {
					expect(load).toBeGreaterThanOrEqual(input.load.min)
					expect(load).toBeLessThanOrEqual(input.load.max)
				}
				expect(found.assigned.size).toBe(input.applications.length)
			})
		)
	})

	test('does not depend on who was entered first', () => {
		fc.assert(
			fc.property(inputs, (input) => {
				const turned: AssignmentInput = {
					...input,
					applications: input.applications.toReversed(),
					evaluators: input.evaluators.toReversed(),
					affinity: input.affinity.map((row) => row.toReversed()).reverse(),
					conflicts: input.conflicts.toReversed()
				}
				expect(assign(turned, key)).toEqual(assign(input, key))
			})
		)
	})

	test('among equals is decided by the key', () => {
		const names = (letter: string, count: number) => Array.from({ length: count }, (_, i) => `${letter}${i}`)
		const input = {
			applications: names('A', 12),
			evaluators: names('E', 6),
			perApplication: 2,
			load: balancedLoad(12, 6, 2),
			affinity: names('A', 12).map(() => [5, 5, 5, 5, 5, 5]),
			conflicts: []
		}
		const drawn = (seed: number) => assign(input, new Uint8Array(32).fill(seed))
		expect(drawn(1)).toEqual(drawn(1))
		expect(drawn(1)).not.toEqual(drawn(2))
	})

	test('of nothing is empty', () => {
		const input = {
			applications: [],
			evaluators: ['E1'],
			perApplication: 1,
			load: { min: 0, max: 1 },
			affinity: [],
			conflicts: []
		}
		expect(assign(input, key)).toMatchObject({ possible: true, total: 0 })
	})

	test('of a few hundred is proved optimal by its prices', () => {
		const chance = chanceFrom(key, 'test')
		const applications = Array.from({ length: 300 }, (_, i) => `A${i}`)
		const evaluators = Array.from({ length: 60 }, (_, i) => `E${i}`)
		const affinity = applications.map(() => evaluators.map(() => chance(1_000_000)))
		const conflicts = applications.map((application, i) => ({ application, evaluator: evaluators[i % 60]! }))
		const found = assign(
			{ applications, evaluators, perApplication: 3, load: balancedLoad(300, 60, 3), affinity, conflicts },
			key
		)
		expect(found.possible && bestTotal(found.proof.problem, found.worst, found.proof.prices)).toBe(found.possible && found.total)
	})
})

describe('what cannot be assigned says why', () => {
	const base = { applications: ['A1', 'A2', 'A3'], evaluators: ['E1', 'E2'], perApplication: 2 }
	const affinity = base.applications.map(() => [1, 1])

	test('conflicts leave too few', () => {
		const conflicts = [{ application: 'A2', evaluator: 'E1' }]
		expect(assign({ ...base, load: { min: 0, max: 3 }, affinity, conflicts }, key)).toEqual({
			possible: false,
			obstacles: [{ reason: 'conflicts', application: 'A2', needs: 2, mayRead: ['E2'] }]
		})
	})

	test('those who may read are full', () => {
		const found = assign({ ...base, load: { min: 0, max: 2 }, affinity, conflicts: [] }, key)
		expect(found).toMatchObject({ possible: false, obstacles: [{ reason: 'load', needs: 2, mayRead: ['E1', 'E2'], room: 4 }] })
	})

	test('an evaluator cannot reach the lowest load', () => {
		const conflicts = base.applications.map((application) => ({ application, evaluator: 'E2' }))
		expect(assign({ ...base, perApplication: 1, load: { min: 1, max: 3 }, affinity, conflicts }, key)).toEqual({
			possible: false,
			obstacles: [{ reason: 'minimum', evaluator: 'E2', reaches: 0, needs: 1 }]
		})
	})

	test.for([
		[
			'an affinity that is no whole number',
			{
				affinity: [
					[0.5, 1],
					[1, 1],
					[1, 1]
				]
			}
		],
		['a missing row', { affinity: [[1, 1]] }],
		['a name twice', { applications: ['A1', 'A1', 'A3'] }],
		['a load upside down', { load: { min: 3, max: 2 } }]
	] as const)('%s is refused', ([, change]) => {
		expect(() =>
			assign({ ...base, load: { min: 0, max: 3 }, affinity, conflicts: [], ...change } as AssignmentInput, key)
		).toThrow(RangeError)
	})
})
