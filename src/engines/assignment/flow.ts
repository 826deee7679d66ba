import { AFFINITY, type Problem } from './problem.ts'

export interface Flow {
	/** By application, its evaluators. */
	given: number[][]
	/** What each application and each evaluator is worth: the proof that no assignment is better, see `bestTotal`. */
	prices: { applications: Float64Array; evaluators: Float64Array }
}

/**
 * The assignment with the largest sum of affinities among pairs of `least` or more: minimum-cost flow by successive
 * shortest paths with potentials (Ahuja, Magnanti, Orlin, Network Flows, 1993, §9.7; Edmonds and Karp 1972), one
 * application after the other. A walk goes from evaluator to evaluator over the applications they could hand on. Whole
 * numbers far below 2^53 throughout. There must be a full assignment (`isFull`).
 */
export function cheapestFlow(problem: Problem, least: number): Flow {
	const { applications, evaluators, perApplication, min, max, affinity } = problem
	const [rows, columns] = [applications.length, evaluators.length]
	// Worth more than any chain of exchanges: lowest loads come before affinity.
	const duty = 2 * (rows + columns) * (AFFINITY + 1)
	const sink = min > 0 ? -duty : 0
	const given = new Uint8Array(rows * columns)
	const lists: number[][] = Array.from({ length: columns }, () => [])
	const ofRow = new Float64Array(rows)
	const ofColumn = new Float64Array(columns)
	const toColumn = new Float64Array(columns)
	const toRow = new Float64Array(rows)
	const before = new Int32Array(columns)
	const through = new Int32Array(rows)
	const done = new Uint8Array(columns)

	const relax = (row: number, distance: number) => {
		const shift = distance + ofRow[row]!
		for (let column = 0, pair = row * columns; column < columns; column++, pair++) {
			const value = affinity[pair]!
			if (value < least || given[pair]) continue
			const next = shift - value - ofColumn[column]!
			if (next < toColumn[column]!) {
				toColumn[column] = next
				before[column] = row
			}
		}
	}

	const insert = (row: number) => {
		toColumn.fill(Infinity)
		toRow.fill(Infinity)
		done.fill(0)
		toRow[row] = 0
		relax(row, 0)
		const touched = [row]
		let [best, last] = [Infinity, -1]
		for (;;) {
			let column = -1
			let distance = best
			for (let other = 0; other < columns; other++)
				if (!done[other] && toColumn[other]! < distance) {
					distance = toColumn[other]!
					column = other
				}
			if (column < 0) break
			done[column] = 1
			const load = lists[column]!.length
			if (load < max) {
				const end = distance + (load < min ? -duty : 0) + ofColumn[column]! - sink
				if (end < best) {
					best = end
					last = column
				}
			}
			for (const other of lists[column]!) {
				const next = distance + affinity[other * columns + column]! + ofColumn[column]! - ofRow[other]!
				if (next >= toRow[other]! || next >= best) continue
				if (toRow[other] === Infinity) touched.push(other)
				toRow[other] = next
				through[other] = column
				relax(other, next)
			}
		}
		if (last < 0) throw new RangeError('there is no full assignment')
		for (const other of touched) if (toRow[other]! < best) ofRow[other]! += toRow[other]! - best
		for (let column = 0; column < columns; column++) if (toColumn[column]! < best) ofColumn[column]! += toColumn[column]! - best
		for (let column = last; ;) {
			const taker = before[column]!
			given[taker * columns + column] = 1
			lists[column]!.push(taker)
			if (taker === row) break
			column = through[taker]!
			given[taker * columns + column] = 0
			lists[column]!.splice(lists[column]!.indexOf(taker), 1)
		}
	}

	for (let row = 0; row < rows; row++) {
		let price = -Infinity
		for (let column = 0, pair = row * columns; column < columns; column++, pair++)
			if (affinity[pair]! >= least) price = Math.max(price, ofColumn[column]! + affinity[pair]!)
		ofRow[row] = price
		for (let unit = 0; unit < perApplication; unit++) insert(row)
	}
	const chosen: number[][] = Array.from({ length: rows }, () => [])
	lists.forEach((list, column) => list.forEach((row) => chosen[row]!.push(column)))
	return {
		given: chosen,
		prices: {
			applications: ofRow.map((price) => price - sink),
			evaluators: ofColumn.map((price) => price - sink)
		}
	}
}

/**
 * The sum of affinities that no assignment can exceed, whatever the prices are (weak duality of linear programmes): when
 * an assignment reaches it, it is optimal, and this is the whole proof. Checking takes one pass over the pairs.
 */
export function bestTotal(problem: Problem, least: number, prices: Flow['prices']): number {
	const { evaluators, perApplication, min, max, affinity } = problem
	const columns = evaluators.length
	let bound = 0
	prices.applications.forEach((price) => (bound += perApplication * price))
	prices.evaluators.forEach((price) => (bound -= price * (price > 0 ? min : max)))
	for (let pair = 0; pair < affinity.length; pair++) {
		const value = affinity[pair]!
		if (value < least) continue
		const gain = value - prices.applications[Math.floor(pair / columns)]! + prices.evaluators[pair % columns]!
		if (gain > 0) bound += gain
	}
	return bound
}
