/** Two texts that say the same, cut into words or parts of words. */
export type Aligned = readonly [readonly string[], readonly string[]]

/** For a word the words of the other side it is linked with, 0 to 1. */
export type Links = Map<string, [string, number][]>

const ROUNDS = 6
const LONGEST = 40
const FAINTEST = 0.02

type Table = Map<string, Map<string, number>>

// The word that is not there: it takes what has no counterpart (articles of the other language, particles).
const NOTHING = ''
const NOTHING_SHARE = 0.3

/**
 * IBM model 1 by expectation and maximisation (Brown et al., "The mathematics of statistical machine translation", 1993).
 * Likeness of spelling stands beside the counts as if it had been seen `weight` times: with so few sentences the words
 * that look alike must hold the others in place.
 */
function translations(texts: readonly Aligned[], likeness: (from: string, to: string) => number, weight: number): Table {
	const all = texts.map(([from, to]) => [[...from, NOTHING], to] as const)
	const alike: Table = new Map()
	for (const [from, to] of all)
		for (const one of from) {
			let row = alike.get(one)
			if (!row) alike.set(one, (row = new Map()))
			for (const other of to) if (!row.has(other)) row.set(other, one === NOTHING ? 0 : likeness(one, other))
		}
	let table: Table = new Map()
	for (const [one, row] of alike) {
		const start = new Map<string, number>()
		for (const [other, like] of row) start.set(other, (one === NOTHING ? NOTHING_SHARE : 1) * (1 / row.size + like))
		table.set(one, start)
	}
	for (let round = 0; round < ROUNDS; round++) {
		const counts: Table = new Map()
		for (const [one, row] of alike) {
			const prior = new Map<string, number>()
			for (const [other, like] of row) if (like > 0) prior.set(other, weight * like)
			counts.set(one, prior)
		}
		for (const [from, to] of all)
			for (const other of to) {
				let sum = 0
				for (const one of from) sum += table.get(one)?.get(other) ?? 0
				if (sum === 0) continue
				for (const one of from) {
					const row = counts.get(one)!
					row.set(other, (row.get(other) ?? 0) + (table.get(one)?.get(other) ?? 0) / sum)
				}
			}
		for (const row of counts.values()) {
			let sum = 0
			for (const count of row.values()) sum += count
			for (const [other, count] of row) row.set(other, count / sum)
		}
		table = counts
	}
	return table
}

/**
 * Links between the words of parallel texts: the model in both directions, a link being the geometric mean of the two, so
 * that a common word that answers to everything is linked with nothing. Texts of more than 40 words are left out: model 1
 * learns little from them and they cost the most.
 */
export function align(
	texts: readonly Aligned[],
	likeness: (from: string, to: string) => number,
	weight: number
): { there: Links; back: Links } {
	const short = texts.filter(([from, to]) => from.length > 0 && to.length > 0 && from.length <= LONGEST && to.length <= LONGEST)
	const there = translations(short, likeness, weight)
	const back = translations(
		short.map(([from, to]) => [to, from]),
		(to, from) => likeness(from, to),
		weight
	)
	const links = { there: new Map() as Links, back: new Map() as Links }
	const put = (into: Links, one: string, other: string, strength: number) => {
		const row = into.get(one)
		if (row) row.push([other, strength])
		else into.set(one, [[other, strength]])
	}
	for (const [one, row] of there)
		for (const [other, chance] of row) {
			const strength = Math.sqrt(chance * (back.get(other)?.get(one) ?? 0))
			if (one === NOTHING || strength < FAINTEST) continue
			put(links.there, one, other, strength)
			put(links.back, other, one, strength)
		}
	return links
}
