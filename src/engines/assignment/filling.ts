import type { Problem } from './problem.ts'

/** Some pairs such that no more can be had; see `fill`. */
export interface Filling {
	/** How many evaluators each application still lacks. */
	lacks: Int32Array
	loads: Int32Array
	/** Evaluators an application can reach by exchanges, and how: for the explanation when it is not served. */
	reachable(application: number): number[]
}

/**
 * As many pairs of affinity `least` or more as possible, first up to everyone's lowest load, then up to the highest:
 * maximum flows by shortest augmenting paths (Dinic 1970; on unit edges Hopcroft and Karp 1973). An augmenting path never
 * takes an application away from an evaluator without giving one back, so the lowest loads, once reached, stay.
 */
export function fill(problem: Problem, least: number): Filling {
	const { applications, evaluators, perApplication, affinity } = problem
	const [rows, columns] = [applications.length, evaluators.length]
	const lacks = new Int32Array(rows).fill(perApplication)
	const loads = new Int32Array(columns)
	const given = new Uint8Array(rows * columns)
	const readers = new Int32Array(rows)
	const seenBy = new Int32Array(columns)
	const isOpen = (pair: number) => affinity[pair]! >= least && !given[pair]

	/** Distances from the applications that lack somebody; true when an evaluator with room is among the reached. */
	const measure = (sources: Iterable<number>, room: number): boolean => {
		readers.fill(-1)
		seenBy.fill(-1)
		const queue: number[] = []
		for (const row of sources) {
			readers[row] = 0
			queue.push(row)
		}
		let found = -1
		for (let head = 0; head < queue.length; head++) {
			const row = queue[head]!
			const level = readers[row]!
			if (found >= 0 && level >= found) break
			for (let column = 0, pair = row * columns; column < columns; column++, pair++) {
				if (seenBy[column]! >= 0 || !isOpen(pair)) continue
				seenBy[column] = level + 1
				if (loads[column]! < room) found = level + 1
				for (let other = 0, at = column; other < rows; other++, at += columns)
					if (given[at] && readers[other]! < 0) {
						readers[other] = level + 2
						queue.push(other)
					}
			}
		}
		return found >= 0
	}

	const unserved = () => Array.from(lacks.keys()).filter((row) => lacks[row]! > 0)
	const raise = (room: number) => {
		while (measure(unserved(), room)) {
			const cursors = new Int32Array(rows)
			const backwards = new Int32Array(columns)
			const push = (row: number): boolean => {
				for (; cursors[row]! < columns; cursors[row]!++) {
					const column = cursors[row]!
					const pair = row * columns + column
					if (seenBy[column] !== readers[row]! + 1 || !isOpen(pair)) continue
					if (loads[column]! < room) {
						loads[column]!++
						given[pair] = 1
						return true
					}
					for (; backwards[column]! < rows; backwards[column]!++) {
						const other = backwards[column]!
						const back = other * columns + column
						if (readers[other] === seenBy[column]! + 1 && given[back] && push(other)) {
							given[back] = 0
							given[pair] = 1
							return true
						}
					}
				}
				return false
			}
			for (const row of unserved()) while (lacks[row]! > 0 && push(row)) lacks[row]!--
		}
	}
	raise(problem.min)
	const lowest = loads.every((load) => load >= problem.min)
	if (lowest) raise(problem.max)
	return {
		lacks,
		loads,
		reachable(row) {
			// No room anywhere: the walk goes on until it knows everything that can be reached.
			measure([row], -1)
			return Array.from(seenBy.keys()).filter((column) => seenBy[column]! >= 0)
		}
	}
}

export const isFull = (filling: Filling, { min }: Problem): boolean =>
	filling.lacks.every((lack) => lack === 0) && filling.loads.every((load) => load >= min)

/** The highest affinity that every pair can reach at once: by halving over the values that occur. */
export function bestWorst(problem: Problem): number {
	const { affinity, evaluators, perApplication } = problem
	const columns = evaluators.length
	// No application's weakest evaluator is better than its own k-th best.
	let ceiling = Infinity
	for (let start = 0; start < affinity.length; start += columns)
		ceiling = Math.min(
			ceiling,
			affinity
				.slice(start, start + columns)
				.sort()
				.at(-perApplication)!
		)
	const values = Int32Array.from(new Set(affinity.filter((value) => value >= 0 && value <= ceiling))).sort()
	let [low, high] = [0, values.length - 1]
	while (low < high) {
		const middle = (low + high + 1) >> 1
		if (isFull(fill(problem, values[middle]!), problem)) low = middle
		else high = middle - 1
	}
	return values[low]!
}
