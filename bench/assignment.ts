/** Evaluators to applications: against HiGHS where it can hold the problem, and against the LP bound at full size. */
import loadHighs from 'highs'
import { assign } from '../src/engines/assignment/assign.ts'
import { bestTotal } from '../src/engines/assignment/flow.ts'
import { balancedLoad, type AssignmentInput } from '../src/engines/assignment/problem.ts'
import { chanceFrom } from '../src/engines/record/draw.ts'
import { linearProgramme } from '../test/assignments.ts'
import { compare, observe } from './harness.ts'

const key = new Uint8Array(32).fill(1)

/** Made-up affinities: twenty fields, closer within one; one pair in fifty in conflict. */
function fiction(rows: number, columns: number): AssignmentInput {
	const chance = chanceFrom(key, `bench ${rows} ${columns}`)
	const applications = Array.from({ length: rows }, (_, i) => `A${i}`)
	const evaluators = Array.from({ length: columns }, (_, i) => `E${i}`)
	const fields = evaluators.map(() => chance(20))
	return {
		applications,
		evaluators,
		perApplication: 3,
		load: balancedLoad(rows, columns, 3),
		affinity: applications.map(() => {
			const field = chance(20)
			return fields.map((own) => (own === field ? 400_000 : 0) + chance(600_000))
		}),
		conflicts: applications.flatMap((application) =>
			evaluators.filter(() => chance(50) === 0).map((evaluator) => ({ application, evaluator }))
		)
	}
}

function solved(input: AssignmentInput) {
	const found = assign(input, key)
	if (!found.possible) throw new Error('the fiction cannot be assigned')
	return found
}

export async function run() {
	const highs = await loadHighs()
	const small = fiction(300, 60)
	const seconds = (work: () => void) => async () => {
		const started = performance.now()
		work()
		return (performance.now() - started) / 1000
	}
	const { worst, total } = solved(small)
	const programme = linearProgramme(small, worst)
	await compare({
		name: '300 × 60, 3 each',
		referenceIs: 'HiGHS (WebAssembly) on the linear programme, given the worst pair and only asked for the total',
		oursIs: 'worst pair and total, from nothing',
		reference: seconds(() => {
			const reference = Math.round(highs.solve(programme).ObjectiveValue)
			if (reference !== total) throw new Error(`HiGHS finds ${reference}, we ${total}`)
		}),
		ours: seconds(() => void solved(small)),
		rounds: 3,
		unit: 's',
		higherIsBetter: false
	})
	const large = fiction(2000, 400)
	let found = solved(large)
	const bound = bestTotal(found.proof.problem, found.worst, found.proof.prices)
	await compare({
		name: '2,000 × 400, 3 each',
		referenceIs: 'the pass over all pairs that proves the result with its prices (LP bound)',
		oursIs: 'worst pair and total, from nothing',
		reference: seconds(() => void bestTotal(found.proof.problem, found.worst, found.proof.prices)),
		ours: seconds(() => (found = solved(large))),
		rounds: 3,
		unit: 's',
		higherIsBetter: false,
		limit: 20
	})
	observe({
		name: '2,000 × 400: LP bound minus total',
		value: bound - found.total,
		unit: 'points',
		limit: 0,
		is: '0 is proved optimal'
	})
}
