import { existsSync, readFileSync } from 'node:fs'
import loadHighs from 'highs'
import { describe, expect, test } from 'vitest'
import { assign } from '#engines/assignment/assign'
import { bestTotal } from '#engines/assignment/flow'
import { balancedLoad, type AssignmentInput } from '#engines/assignment/problem'
import { linearProgramme } from '#test/assignments'

const folder = new URL('../../../shared/data/matching/', import.meta.url)
const absent = !existsSync(folder)
if (absent) console.log('skipped: no affinity matrices beside the repository (../shared/data/matching)')

const key = new Uint8Array(32).fill(1)

/** 463 papers and 58 researchers (niharshah/goldstandard-reviewer-paper-match); cosines in whole millionths. */
function matrix(name: string): AssignmentInput {
	const read = JSON.parse(readFileSync(new URL(`gold-affinity-${name}-d20-1.json`, folder), 'utf8')) as Record<
		string,
		Record<string, number>
	>
	const evaluators = Object.keys(read)
	const applications = Object.keys(read[evaluators[0]!]!)
	const affinity = applications.map((paper) =>
		evaluators.map((who) => Math.min(1e6, Math.max(0, Math.round(read[who]![paper]! * 1e6))))
	)
	return {
		applications,
		evaluators,
		perApplication: 3,
		load: balancedLoad(applications.length, evaluators.length, 3),
		affinity,
		conflicts: []
	}
}

describe.skipIf(absent)('real affinities', () => {
	test.for(['tpms', 'specter'])('of %s are assigned as HiGHS would, and no pair could be better than the worst', async (name) => {
		const input = matrix(name)
		const found = assign(input, key)
		if (!found.possible) throw new Error('not possible')
		const { assigned, worst, total, proof } = found

		const loads = new Map(input.evaluators.map((who) => [who, 0]))
		for (const evaluators of assigned.values()) {
			expect(new Set(evaluators).size).toBe(3)
			for (const who of evaluators) loads.set(who, loads.get(who)! + 1)
		}
		expect(assigned.size).toBe(463)
		expect([Math.min(...loads.values()), Math.max(...loads.values())]).toEqual([input.load.min, input.load.max])
		expect(bestTotal(proof.problem, worst, proof.prices)).toBe(total)

		const highs = await loadHighs()
		expect(Math.round(highs.solve(linearProgramme(input, worst)).ObjectiveValue)).toBe(total)
		expect(highs.solve(linearProgramme(input, worst + 1)).Status).toBe('Infeasible')
	})
})
