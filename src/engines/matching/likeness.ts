/** Whether two entries of a register are one body: by its numbers, its names across scripts, its place, its site and mail. */

/** What of an entry is compared. All folded by the caller, so that one thing written two ways is one string. */
export type Likened = {
	id: string
	/** One per name: words separated by spaces, without legal forms and joining words. */
	names: readonly string[]
	acronyms?: readonly string[]
	/** `eik:131071587`; two different ones of the same scheme speak against. */
	identifiers?: readonly string[]
	country: string
	place?: string | null
	postcode?: string | null
	/** From the country down to the territory itself; empty when nobody knows. */
	territory?: readonly string[]
	/** Host of its site, without www. */
	site?: string | null
	mail?: string | null
	/** What kind of body it is, when that is known. */
	kind?: string | null
}

export const likenessReasons = ['identifier', 'name', 'near-name', 'acronym', 'place', 'territory', 'site', 'mail'] as const
export type LikenessReason = (typeof likenessReasons)[number]
export type Alike = { id: string; score: number; reasons: LikenessReason[] }

/** From here on two entries are worth a person's look. */
export const LIKELY = 0.8

/** A block that holds more entries than this says nothing about any two of them. */
const MOST_IN_BLOCK = 60
const RAREST_WORDS = 4
/** A site or an address shared by more entries than this is a host's, not a body's. */
const MOST_SHARING = 4

/** Weight of a name from which two bodies hardly share it: two or three rare words. */
const TELLING = 16

const cut = (name: string) => name.split(' ').filter(Boolean)

/** Distance of one letter: one changed, left out, put in, or two neighbours swapped. */
function nearly(one: string, other: string): boolean {
	if (one.length < 6 || other.length < 6 || Math.abs(one.length - other.length) > 1 || one[0] !== other[0]) return false
	if (/\d/.test(one) || /\d/.test(other)) return false
	let at = 0
	while (at < one.length && one[at] === other[at]) at++
	const [a, b] = [one.slice(at), other.slice(at)]
	return (
		a.slice(1) === b.slice(1) ||
		a.slice(1) === b ||
		a === b.slice(1) ||
		(a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2))
	)
}

/**
 * A register made ready for finding what is alike in it. Candidates come from blocks (a number, a whole name, a rare word, a
 * site, an address), so that the work grows with the register and not with its square.
 */
export function likenessIndex(entries: readonly Likened[]) {
	const byId = new Map(entries.map((entry) => [entry.id, entry]))
	const blocks = new Map<string, string[]>()
	const holders = new Map<string, number>()
	const wordsOf = (entry: Likened) => new Set(entry.names.flatMap(cut))

	for (const entry of entries) {
		for (const word of wordsOf(entry)) holders.set(word, (holders.get(word) ?? 0) + 1)
		for (const shared of [entry.site && `site:${entry.site}`, entry.mail && `mail:${entry.mail}`])
			if (shared) holders.set(shared, (holders.get(shared) ?? 0) + 1)
	}
	const rarity = (word: string) => Math.log((entries.length + 10) / ((holders.get(word) ?? 0) + 1))

	const blocksOf = (entry: Likened): string[] => {
		const words = [...wordsOf(entry)].sort((a, b) => rarity(b) - rarity(a)).slice(0, RAREST_WORDS)
		const whole = entry.names.map((name) => cut(name).sort().join(' '))
		return [
			...(entry.identifiers ?? []).map((number) => `#${number}`),
			...words.map((word) => `w:${word}`),
			...whole.flatMap((name) => [
				`n:${name}`,
				...(entry.place ? [`n:${name}@${entry.place}`] : []),
				...(entry.postcode ? [`n:${name}@${entry.postcode}`] : []),
				...(entry.territory?.length ? [`n:${name}@${entry.territory.at(-1)}`] : [])
			]),
			...(entry.acronyms ?? []).map((acronym) => `a:${acronym}`),
			...(entry.site ? [`site:${entry.site}`] : []),
			...(entry.mail ? [`mail:${entry.mail}`] : [])
		]
	}
	for (const entry of entries)
		for (const block of new Set(blocksOf(entry))) {
			const held = blocks.get(block)
			if (held) held.push(entry.id)
			else blocks.set(block, [entry.id])
		}

	/** Share of the weight of both names that they have in common; `exact` when it is all of it. */
	const common = (one: string, other: string) => {
		if (one === other) return 1
		const left = cut(one)
		const right = cut(other)
		const free = new Set(right)
		let shared = 0
		let numbers = 0
		const alone: string[] = []
		for (const word of left)
			if (free.delete(word)) shared += rarity(word)
			else alone.push(word)
		let rest = 0
		for (const word of alone) {
			const twin = [...free].find((each) => nearly(word, each))
			if (twin) {
				free.delete(twin)
				shared += 0.85 * rarity(word)
				rest += 0.15 * rarity(word)
			} else {
				rest += rarity(word)
				if (/\d/.test(word)) numbers++
			}
		}
		for (const word of free) {
			rest += rarity(word)
			if (/\d/.test(word)) numbers++
		}
		// School No 5 and school No 7 differ by a word that says everything; so do Nord and Sud, each side having its own.
		const ownWords = free.size > 0 && alone.some((word) => ![...right].some((each) => nearly(word, each)))
		return (shared / (shared + rest || 1)) * (numbers > 0 ? 0.6 : ownWords ? 0.8 : 1)
	}

	/** A name of several words, some of them rare. */
	const telling = (entry: Likened) => entry.names.some((name) => cut(name).reduce((sum, word) => sum + rarity(word), 0) > TELLING)

	const compare = (one: Likened, other: Likened): Omit<Alike, 'id'> => {
		const reasons: LikenessReason[] = []
		const numbers = new Set(one.identifiers)
		if (other.identifiers?.some((number) => numbers.has(number))) return { score: 1, reasons: ['identifier'] }
		const schemes = new Set([...numbers].map((number) => number.split(':')[0]))
		const apart = other.identifiers?.some((number) => schemes.has(number.split(':')[0]))

		let name = 0
		for (const mine of one.names) for (const theirs of other.names) name = Math.max(name, common(mine, theirs))
		if (name >= 0.999) reasons.push('name')
		else if (name >= 0.5) reasons.push('near-name')
		if (name < 0.9) {
			const acronyms = new Set(one.acronyms)
			if (other.acronyms?.some((each) => acronyms.has(each))) {
				reasons.push('acronym')
				name = Math.max(name, 0.6)
			}
		}
		let score = name * 0.86
		const towards = (part: number) => (score += part * (1 - score))
		if (one.country !== other.country) score *= 0.5
		// The town hall and the tax office of one town share its name and its post code.
		if (one.kind && other.kind && one.kind !== other.kind) score *= 0.7

		if (one.postcode && other.postcode && one.country === other.country) {
			if (one.postcode === other.postcode) {
				reasons.push('place')
				towards(0.4)
			} else score *= one.place && one.place === other.place ? 0.9 : 0.6
		} else if (one.place && other.place) {
			if (one.place === other.place) {
				reasons.push('place')
				towards(0.4)
			} else score *= 0.75
		} else if (one.territory?.length && other.territory?.length) {
			const [longer, shorter] =
				one.territory.length >= other.territory.length ? [one.territory, other.territory] : [other.territory, one.territory]
			const within = shorter.every((code, at) => longer[at] === code)
			// A long name written the same is the same body wherever its project was; short ones are common.
			if (!within) score *= name >= 0.999 && telling(one) ? 0.95 : 0.72
			else if (shorter.length > 1) {
				reasons.push('territory')
				towards(0.25)
			}
		} else if (!telling(one)) {
			// A short name and nothing else: two villages.
			score *= 0.85
		}
		const shared = (key: string) => (holders.get(key) ?? 0) <= MOST_SHARING
		if (one.site && one.site === other.site && shared(`site:${one.site}`)) {
			reasons.push('site')
			towards(name >= 0.4 ? 0.5 : 0.2)
		}
		if (one.mail && other.mail) {
			if (one.mail === other.mail && shared(`mail:${one.mail}`)) {
				reasons.push('mail')
				towards(name >= 0.4 ? 0.6 : 0.25)
			}
		}
		if (apart) score *= 0.4
		return { score: Math.min(score, 0.99), reasons }
	}

	return {
		/** The entries at least `least` like this one, likest first, at most `most`; `wanted` leaves some out. */
		alike(entry: Likened, { least = LIKELY, most = 5, wanted = (id: string) => id !== entry.id } = {}): Alike[] {
			const candidates = new Set<string>()
			for (const block of new Set(blocksOf(entry))) {
				const held = blocks.get(block)
				if (held && (held.length <= MOST_IN_BLOCK || block.startsWith('#'))) for (const id of held) candidates.add(id)
			}
			candidates.delete(entry.id)
			const found: Alike[] = []
			for (const id of candidates) {
				if (!wanted(id)) continue
				const { score, reasons } = compare(entry, byId.get(id)!)
				if (score >= least) found.push({ id, score: Math.round(score * 1000) / 1000, reasons })
			}
			return found.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)).slice(0, most)
		}
	}
}
