import { fill, isFull } from './filling.ts'
import { drawnProblem, type AssignmentInput } from './problem.ts'

/**
 * The most anybody reads when the work is shared as evenly as conflicts allow: the smallest load at which every
 * application finds its evaluators. No lowest load: who is barred from much reads less. `max` is 0 with no applications;
 * null when no load is enough. Whoever is barred from everything is not counted.
 */
export function fairLoad(input: Omit<AssignmentInput, 'load'>): { min: number; max: number } | null {
	const { applications, evaluators, perApplication } = input
	if (!applications.length) return { min: 0, max: 0 }
	const most = applications.length
	const isPossible = (max: number) => {
		// The order decides nothing here: any key will do.
		const problem = drawnProblem({ ...input, load: { min: 0, max } }, new Uint8Array(32))
		return isFull(fill(problem, 0), problem)
	}
	if (!isPossible(most)) return null
	const barred = Map.groupBy(input.conflicts, ({ evaluator }) => evaluator)
	const able = evaluators.filter((name) => new Set(barred.get(name)?.map(({ application }) => application)).size < most)
	let [low, high] = [Math.ceil((most * perApplication) / able.length), most]
	while (low < high) {
		const middle = (low + high) >> 1
		if (isPossible(middle)) high = middle
		else low = middle + 1
	}
	return { min: 0, max: low }
}
