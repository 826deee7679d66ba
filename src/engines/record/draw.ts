import { base64, digest, DIGEST, utf8 } from './encoding.ts'

/**
 * The 32 bytes everything drawn in a call comes from: the seed and the root of the log at closing. Whoever knew the seed
 * beforehand did not know the files, and whoever knew a file did not know the seed (after RFC 3797, which asks for a
 * source fixed beforehand and inputs closed before it speaks).
 */
export const drawKey = (seed: string, closingRoot: Uint8Array): Uint8Array =>
	digest(utf8('passerelle-draw/1\n'), digest(utf8(seed)), closingRoot)

/** Whole numbers from a key, always the same: SHA-256(key ‖ label ‖ counter), 32 bits at a time, without modulo bias. */
export function chanceFrom(key: Uint8Array, label: string): (below: number) => number {
	const named = digest(key, utf8(label))
	const block = new Uint8Array(DIGEST + 4)
	block.set(named)
	const counter = new DataView(block.buffer, DIGEST)
	let words = new DataView(new ArrayBuffer(0))
	let used = 0
	let turn = 0
	const next = () => {
		if (used === words.byteLength) {
			counter.setUint32(0, turn++)
			words = new DataView(digest(block).slice().buffer)
			used = 0
		}
		used += 4
		return words.getUint32(used - 4)
	}
	return (below) => {
		const fair = 2 ** 32 - (2 ** 32 % below)
		let word = next()
		while (word >= fair) word = next()
		return word % below
	}
}

/** The same things in drawn order (Fisher–Yates from the end). What stands first in `things` must not be a choice: sort it. */
export function shuffled<T>(things: readonly T[], key: Uint8Array, label: string): T[] {
	const chance = chanceFrom(key, label)
	const order = [...things]
	for (let last = order.length - 1; last > 0; last--) {
		const other = chance(last + 1)
		;[order[last], order[other]] = [order[other]!, order[last]!]
	}
	return order
}

/** Base64 lot of one thing; the smaller comes first. Depends on nothing but the key and its name. */
export const lotOf = (key: Uint8Array, name: string): string => base64(digest(key, utf8(`lot\n${name}`)))

export interface DrawInput {
	applications: readonly string[]
	evaluators: readonly string[]
	perApplication: number
	/** Who may not read what: a recusal, or a conflict found. */
	isBarred: (evaluator: string, application: string) => boolean
}

/**
 * Evaluators by lot: each application, in drawn order, gets those who have the fewest so far, and among equals the lot
 * decides. Depends on the key and on what is drawn, not on the order it is given in. Returns null when an application has
 * too few who may read it. Affinities and load limits need `assign` of engines/assignment instead.
 */
export function drawEvaluators(input: DrawInput, key: Uint8Array): Map<string, string[]> | null {
	const chance = chanceFrom(key, 'evaluators')
	const order = shuffled(input.applications.toSorted(), key, 'applications')
	const evaluators = input.evaluators.toSorted()
	const loads = new Int32Array(evaluators.length)
	const drawn = new Map<string, string[]>()
	for (const application of order) {
		const open = Array.from(evaluators.keys()).filter((place) => !input.isBarred(evaluators[place]!, application))
		const chosen: number[] = []
		while (chosen.length < input.perApplication) {
			let equals: number[] = []
			let least = Infinity
			for (const place of open) {
				const load = loads[place]!
				if (load > least || chosen.includes(place)) continue
				if (load < least) equals = []
				least = load
				equals.push(place)
			}
			if (!equals.length) return null
			chosen.push(equals[chance(equals.length)]!)
		}
		for (const place of chosen) loads[place]!++
		drawn.set(application, chosen.map((place) => evaluators[place]!).sort())
	}
	return drawn
}
