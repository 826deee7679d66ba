import { bestWorst, fill, isFull } from './filling.ts'
import { cheapestFlow, type Flow } from './flow.ts'
import { drawnProblem, type AssignmentInput, type Problem } from './problem.ts'

export type Assignment =
	| {
			possible: true
			/** By application, its evaluators, sorted. */
			assigned: Map<string, string[]>
			/** The lowest affinity of any pair assigned; no assignment has a higher one. */
			worst: number
			/** Sum over all pairs; no assignment with that `worst` has a higher one. */
			total: number
			/** What `bestTotal` needs to prove it. */
			proof: { problem: Problem; prices: Flow['prices'] }
	  }
	| { possible: false; obstacles: Obstacle[] }

export type Obstacle =
	/** Conflicts leave this application fewer evaluators than it needs. */
	| { reason: 'conflicts'; application: string; needs: number; mayRead: string[] }
	/** Those who may read it are full, and whoever could take over from them too: `room` in all, for `needs`. */
	| { reason: 'load'; application: string; needs: number; mayRead: string[]; room: number }
	/** There are not enough applications this evaluator may read to reach the lowest load. */
	| { reason: 'minimum'; evaluator: string; reaches: number; needs: number }

/**
 * Evaluators to applications: the worst-served application first, then the sum of affinities, loads within their limits,
 * conflicts never. An application counts as served by its weakest pair: maximising the smallest *sum* over its evaluators,
 * as PeerReview4All does, is NP-hard and only approximated (Garg et al., Assigning papers to referees, 2010; Stelmakh,
 * Shah and Singh, PeerReview4All, ALT 2019), while this is exact and can be proved. Among equally good assignments the
 * key alone decides, so whoever enters the data cannot.
 */
export function assign(input: AssignmentInput, key: Uint8Array): Assignment {
	const problem = drawnProblem(input, key)
	const { applications, evaluators, affinity } = problem
	if (!applications.length) return { possible: true, assigned: new Map(), worst: 0, total: 0, proof: proofOfNothing(problem) }
	const widest = fill(problem, 0)
	if (!isFull(widest, problem)) return { possible: false, obstacles: obstacles(problem, widest) }
	const worst = bestWorst(problem)
	const { given, prices } = cheapestFlow(problem, worst)
	let total = 0
	given.forEach((columns, row) => columns.forEach((column) => (total += affinity[row * evaluators.length + column]!)))
	const assigned = new Map(
		given
			.map((columns, row) => [applications[row]!, columns.map((column) => evaluators[column]!).sort()] as const)
			.sort(([a], [b]) => (a < b ? -1 : 1))
	)
	return { possible: true, assigned, worst, total, proof: { problem, prices } }
}

const proofOfNothing = (problem: Problem) => ({
	problem,
	prices: { applications: new Float64Array(), evaluators: new Float64Array(problem.evaluators.length) }
})

function obstacles(problem: Problem, filling: ReturnType<typeof fill>): Obstacle[] {
	const { applications, evaluators, perApplication, min, max, affinity } = problem
	const columns = evaluators.length
	const mayRead = (row: number) => evaluators.filter((_, column) => affinity[row * columns + column]! >= 0).sort()
	const short: Obstacle[] = applications.flatMap((application, row) => {
		const names = mayRead(row)
		return names.length < perApplication ? [{ reason: 'conflicts', application, needs: perApplication, mayRead: names }] : []
	})
	if (short.length) return short
	const idle: Obstacle[] = evaluators.flatMap((evaluator, column) =>
		filling.loads[column]! < min ? [{ reason: 'minimum', evaluator, reaches: filling.loads[column]!, needs: min }] : []
	)
	if (idle.length) return idle
	return applications.flatMap((application, row) => {
		if (!filling.lacks[row]) return []
		const reached = filling.reachable(row)
		return [{ reason: 'load', application, needs: perApplication, mayRead: mayRead(row), room: reached.length * max }]
	})
}
