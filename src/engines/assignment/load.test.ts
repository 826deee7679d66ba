import { expect, test } from 'vitest'
import { fairLoad } from './load.ts'

const even = (applications: number, evaluators: number, perApplication: number) => ({
	applications: Array.from({ length: applications }, (_, i) => `A${i}`),
	evaluators: Array.from({ length: evaluators }, (_, i) => `E${i}`),
	perApplication,
	affinity: Array.from({ length: applications }, () => Array<number>(evaluators).fill(1)),
	conflicts: [] as { application: string; evaluator: string }[]
})

test('without conflicts everybody reads as many, rounded up', () => {
	expect(fairLoad(even(8, 3, 2))).toEqual({ min: 0, max: 6 })
	expect(fairLoad(even(9, 3, 2))).toEqual({ min: 0, max: 6 })
	expect(fairLoad(even(0, 3, 2))).toEqual({ min: 0, max: 0 })
})

test('conflicts raise the load only as far as they must', () => {
	const barred = (evaluator: string, count: number) =>
		Array.from({ length: count }, (_, i) => ({ evaluator, application: `A${i}` }))
	// E2 may read none: two evaluators left for two each.
	expect(fairLoad({ ...even(6, 3, 2), conflicts: barred('E2', 6) })).toEqual({ min: 0, max: 6 })
	expect(fairLoad({ ...even(6, 4, 1), conflicts: [...barred('E2', 6), ...barred('E3', 4)] })).toEqual({ min: 0, max: 2 })
	// Nobody but E0 may read four of the six.
	expect(fairLoad({ ...even(6, 4, 1), conflicts: [...barred('E1', 4), ...barred('E2', 4), ...barred('E3', 4)] })).toEqual({
		min: 0,
		max: 4
	})
})

test('too few who may read is no load at all', () => {
	expect(fairLoad(even(4, 1, 2))).toBeNull()
	expect(fairLoad({ ...even(1, 2, 2), conflicts: [{ evaluator: 'E0', application: 'A0' }] })).toBeNull()
})
