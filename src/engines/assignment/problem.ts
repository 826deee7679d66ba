import { shuffled } from '#engines/record/draw'

/** Affinities are whole numbers from 0 to this: exact sums, so that nothing is decided by rounding. */
export const AFFINITY = 1_000_000

export interface AssignmentInput {
	applications: readonly string[]
	evaluators: readonly string[]
	/** How many evaluators read each application. */
	perApplication: number
	/** How many applications each evaluator reads; see `balancedLoad`. */
	load: { min: number; max: number }
	/** By application, by evaluator, in the orders above: 0 (nothing in common) to AFFINITY. */
	affinity: readonly (readonly number[])[]
	/** Pairs that must not meet. */
	conflicts: readonly { application: string; evaluator: string }[]
}

/** The pairs in drawn order, as dense arrays. */
export interface Problem {
	applications: string[]
	evaluators: string[]
	perApplication: number
	min: number
	max: number
	/** At application · evaluators.length + evaluator; −1 for a conflict. */
	affinity: Int32Array
}

/** Everybody reads as many as everybody else, or one more. */
export const balancedLoad = (applications: number, evaluators: number, perApplication: number) => ({
	min: Math.floor((applications * perApplication) / evaluators),
	max: Math.ceil((applications * perApplication) / evaluators)
})

/**
 * The input in an order that only `key` decides: whatever the solver does with equally good solutions then depends on the
 * seed and not on who was entered first. Throws RangeError for what is no problem at all.
 */
export function drawnProblem(input: AssignmentInput, key: Uint8Array): Problem {
	const { perApplication, load } = input
	if (!Number.isInteger(perApplication) || perApplication < 1) throw new RangeError('perApplication is a whole number from 1')
	if (!Number.isInteger(load.min) || !Number.isInteger(load.max) || load.min < 0 || load.max < load.min)
		throw new RangeError('load is two whole numbers, min not above max')
	const rows = placesOf(input.applications)
	const columns = placesOf(input.evaluators)
	const applications = shuffled([...rows.keys()].sort(), key, 'assignment/applications')
	const evaluators = shuffled([...columns.keys()].sort(), key, 'assignment/evaluators')
	const barred = new Set(input.conflicts.map(({ application, evaluator }) => `${application}\n${evaluator}`))
	const affinity = new Int32Array(applications.length * evaluators.length)
	let at = 0
	for (const application of applications) {
		const row = input.affinity[rows.get(application)!]
		for (const evaluator of evaluators) {
			const value = row?.[columns.get(evaluator)!]
			if (value === undefined || !Number.isInteger(value) || value < 0 || value > AFFINITY)
				throw new RangeError(`affinity of ${application} and ${evaluator} is not a whole number from 0 to ${AFFINITY}`)
			affinity[at++] = barred.size && barred.has(`${application}\n${evaluator}`) ? -1 : value
		}
	}
	return { applications, evaluators, perApplication, min: load.min, max: load.max, affinity }
}

function placesOf(names: readonly string[]): Map<string, number> {
	const places = new Map(names.map((name, place) => [name, place]))
	if (places.size !== names.length) throw new RangeError('a name stands twice')
	return places
}
