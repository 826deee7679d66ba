import { everyLocale } from '#platform/languages'
import type { Locale } from '#engines/text/stem'
import { align, type Aligned, type Links } from './alignment.ts'
import { cognates, featuresOf, FORM_WEIGHTS, outline, termsOf, type Features, type Term } from './features.ts'

/** Two labels that say the same. Labels that share their `from` are taken as one notion in three languages. */
export interface ParallelPair {
	from: string
	to: string
	fromLocale: Locale
	toLocale: Locale
}

export interface BridgeOptions {
	/** How many times words that look alike count as already seen together. */
	cognateWeight?: number
	/** How many notions a text is kept as: more is finer, and slower. */
	notions?: number
}

/** What was learned from parallel labels. Never changes; one serves the whole process. */
export interface Bridge {
	/** By languages `fr>bg`, then by form of the word. */
	links: Map<string, Links[]>
	sides: Map<Locale, Side>
	notions: number
	/** How many notions were learned. */
	labels: number
	/** Some of the labels learned, by language: what a crowd is measured with. */
	known: Map<Locale, string[]>
}

interface Side {
	/** By feature, the notions whose label holds it, and how much. */
	postings: Map<string, Sparse>
	rarity: Map<string, number>
	/** How many labels hold a word of these five letters. */
	seen: Map<string, number>
}

interface Sparse {
	ids: number[]
	weights: number[]
}

/** The same in typed arrays: half the memory, and read in a fraction of the time. */
interface Packed {
	ids: Int32Array
	weights: Float32Array
}

export interface Item {
	text: string
	locale: Locale
}

export interface Ranked {
	/** Place of the item in what was prepared. */
	item: number
	/** Closeness, 0 to 1. */
	score: number
}

/**
 * Items ready to be ranked; made once, asked many times. Grows with the number of different words, not with their pairs.
 */
export interface Prepared {
	items: readonly Item[]
	vocabulary: Term[]
	/** By word of the vocabulary, the items that hold it. */
	holders: Int32Array[]
	/** By notion, the words of the vocabulary, and the items, that bring it to mind. */
	notionWords: Packed[]
	notionItems: Packed[]
	/** By `locale:form:value`, the words of the vocabulary. */
	byForm: Map<string, number[]>
	/** By group of three letters, the words of the vocabulary. */
	byGroup: Map<string, number[]>
	/** Weight of each word of the vocabulary, and of each item's words together. */
	weights: Float32Array
	totals: Float32Array
	lengths: Float32Array
	outlines: (ReadonlySet<string> | undefined)[]
	near: Map<string, Packed>
	/** By language of the question, how near each item is to all sorts of texts; see `uncrowd`. */
	crowd: Map<Locale, Float32Array>
}

// How much each kind of evidence counts; they were set on splits of the labels other than those they are reported on.
const WORDS = 1.5
const NOTIONS = 1
const OUTLINE = 0.5
const LENGTH = 0.3
const ALL = WORDS + NOTIONS + OUTLINE
/** Of the likeness of two words, the share of the learned links and cognates; the rest is the notions they share. */
const LINKED = 2 / 3
const LEAST_COGNATE = 0.2
const COGNATE_PRIOR = 0.4
const FAINTEST_WORD = 0.05
const NEAREST_WORDS = 100
/** Only the best are compared as they look, letter group by letter group. */
const LOOKED_AT = 60
const CACHE_SIZE = 20_000
/** Set on the splits of seeds 1 to 3. */
const CROWD = 0.5
const CROWD_LABELS = 350
const CROWD_NEAREST = 10

const push = <K, V>(map: Map<K, V[]>, key: K, value: V) => {
	const row = map.get(key)
	if (row) row.push(value)
	else map.set(key, [value])
}

function scaled(features: Features, rarity: Map<string, number>, unknown: number): Features {
	const vector: Features = new Map()
	let square = 0
	for (const [feature, weight] of features) {
		const value = Math.sqrt(weight) * (rarity.get(feature) ?? unknown)
		vector.set(feature, value)
		square += value * value
	}
	const length = Math.sqrt(square) || 1
	for (const [feature, value] of vector) vector.set(feature, value / length)
	return vector
}

/**
 * Learns from parallel labels how the languages answer one another. Three kinds of evidence: which words stand in labels
 * that say the same (IBM model 1 both ways, on stems and on the beginnings of words); which words are spelt alike once
 * folded; and which labels a text resembles in its own language, so that two texts meet in the notions they share
 * (explicit semantic analysis across languages, Potthast et al. 2008, on words and groups of letters).
 * A few thousand labels take some seconds. Empty labels and languages without a pair are no error: less is known, that is all.
 */
export function learnBridge(
	pairs: readonly ParallelPair[],
	{ cognateWeight = 2, notions: kept = 256 }: BridgeOptions = {}
): Bridge {
	const notions = new Map<string, Map<Locale, Term[]>>()
	const known = new Map<Locale, Set<string>>()
	const remember = (text: string, locale: Locale) => {
		const texts = known.get(locale) ?? new Set()
		if (texts.size < CROWD_LABELS) known.set(locale, texts.add(text))
	}
	for (const { from, to, fromLocale, toLocale } of pairs) {
		const one = termsOf(from, fromLocale)
		const other = termsOf(to, toLocale)
		if (one.length === 0 || other.length === 0) continue
		const name = `${fromLocale}:${from}`
		remember(from, fromLocale)
		remember(to, toLocale)
		let notion = notions.get(name)
		// A label translated twice into one language is two notions: the translations need not be each other's.
		if (notion?.has(toLocale)) notions.set(`${name}\n${toLocale}:${to}`, (notion = new Map()))
		else if (!notion) notions.set(name, (notion = new Map()))
		notion.set(fromLocale, one)
		notion.set(toLocale, other)
	}
	const all = [...notions.values()]

	const sides = new Map<Locale, Side>()
	for (const locale of everyLocale) {
		const side: Side = { postings: new Map(), rarity: new Map(), seen: new Map() }
		const features = all.map((notion) => featuresOf(notion.get(locale) ?? []))
		const held = features.filter((one) => one.size > 0).length
		if (held === 0) continue
		for (const one of features) for (const feature of one.keys()) side.rarity.set(feature, (side.rarity.get(feature) ?? 0) + 1)
		for (const [feature, count] of side.rarity) side.rarity.set(feature, Math.log((held + 1) / count))
		features.forEach((one, id) => {
			for (const [feature, weight] of scaled(one, side.rarity, 0)) {
				let posting = side.postings.get(feature)
				if (!posting) side.postings.set(feature, (posting = { ids: [], weights: [] }))
				posting.ids.push(id)
				posting.weights.push(weight)
			}
		})
		for (const notion of all)
			for (const form of new Set(notion.get(locale)?.map((term) => term.forms[2]!)))
				side.seen.set(form, (side.seen.get(form) ?? 0) + 1)
		sides.set(locale, side)
	}

	const links = new Map<string, Links[]>()
	for (const [from, to] of [
		['fr', 'bg'],
		['fr', 'en'],
		['en', 'bg'],
		...everyLocale.flatMap((locale) => (['fr', 'bg', 'en'].includes(locale) ? [] : [['fr', locale] as const]))
	] as const) {
		const both = all.flatMap((notion) => {
			const one = notion.get(from)
			const other = notion.get(to)
			return one && other ? [[one, other] as const] : []
		})
		if (both.length === 0) continue
		const there: Links[] = []
		const back: Links[] = []
		FORM_WEIGHTS.forEach((_, form) => {
			const written = new Map<string, Term>()
			const cut = (terms: readonly Term[]) =>
				terms.map((term) => {
					written.set(term.locale + term.forms[form]!, term)
					return term.forms[form]!
				})
			const texts: Aligned[] = both.map(([one, other]) => [cut(one), cut(other)])
			const likeness = (one: string, other: string) => {
				const like = cognates(written.get(from + one)!, written.get(to + other)!)
				return like > COGNATE_PRIOR ? like : 0
			}
			const found = align(texts, likeness, cognateWeight)
			there.push(found.there)
			back.push(found.back)
		})
		links.set(`${from}>${to}`, there)
		links.set(`${to}>${from}`, back)
	}
	return {
		links,
		sides,
		notions: kept,
		labels: all.length,
		known: new Map([...known].map(([locale, texts]) => [locale, [...texts]]))
	}
}

/** The notions a text brings to mind, the strongest ones, as a vector of length 1. */
function notionsOf(bridge: Bridge, terms: readonly Term[], locale: Locale): Sparse {
	const side = bridge.sides.get(locale)
	if (!side) return { ids: [], weights: [] }
	const sums = new Float64Array(bridge.labels)
	for (const [feature, weight] of scaled(featuresOf(terms), side.rarity, Math.log(bridge.labels + 1))) {
		const posting = side.postings.get(feature)
		if (!posting) continue
		for (let at = 0; at < posting.ids.length; at++) sums[posting.ids[at]!]! += weight * posting.weights[at]!
	}
	let least = 0
	if (bridge.labels > bridge.notions) least = sums.toSorted()[bridge.labels - bridge.notions]!
	const found: Sparse = { ids: [], weights: [] }
	let square = 0
	sums.forEach((sum, id) => {
		if (sum <= 0 || sum < least) return
		found.ids.push(id)
		found.weights.push(sum)
		square += sum * sum
	})
	const length = Math.sqrt(square) || 1
	found.weights = found.weights.map((weight) => weight / length)
	return found
}

function weightOf(bridge: Bridge, term: Term): number {
	// One label more than there are, so that a bridge that learned nothing still weighs its words, all alike.
	return Math.log(1 + (bridge.labels + 1) / (1 + (bridge.sides.get(term.locale)?.seen.get(term.forms[2]!) ?? 0)))
}

const once = (terms: readonly Term[]) => [...new Map(terms.map((term) => [term.id, term])).values()]

const pack = ({ ids, weights }: Sparse): Packed => ({ ids: Int32Array.from(ids), weights: Float32Array.from(weights) })

/** Prepares items for `rank`. Items may be of several languages, each in its own; an item without a word never ranks. */
export function prepare(bridge: Bridge, items: readonly Item[]): Prepared {
	const empty = () => Array.from({ length: bridge.labels }, (): Sparse => ({ ids: [], weights: [] }))
	const notionWords = empty()
	const notionItems = empty()
	const remember = (into: Sparse[], id: number, { ids, weights }: Sparse) =>
		ids.forEach((notion, at) => {
			into[notion]!.ids.push(id)
			into[notion]!.weights.push(weights[at]!)
		})
	const numbers = new Map<string, number>()
	const vocabulary: Term[] = []
	const holders: number[][] = []
	const byForm = new Map<string, number[]>()
	const byGroup = new Map<string, number[]>()
	const totals = new Float32Array(items.length)
	const lengths = new Float32Array(items.length)
	items.forEach(({ text, locale }, item) => {
		const terms = termsOf(text, locale)
		lengths[item] = terms.length
		remember(notionItems, item, notionsOf(bridge, terms, locale))
		for (const term of once(terms)) {
			let id = numbers.get(term.id)
			if (id === undefined) {
				numbers.set(term.id, (id = vocabulary.length))
				vocabulary.push(term)
				holders.push([])
				remember(notionWords, id, notionsOf(bridge, [term], locale))
				for (let form = 0; form < FORM_WEIGHTS.length; form++) push(byForm, `${locale}:${form}:${term.forms[form]!}`, id)
				for (const group of term.groups) push(byGroup, group, id)
			}
			holders[id]!.push(item)
			totals[item]! += weightOf(bridge, term)
		}
	})
	return {
		items,
		vocabulary,
		holders: holders.map((held) => Int32Array.from(held)),
		notionWords: notionWords.map(pack),
		notionItems: notionItems.map(pack),
		byForm,
		byGroup,
		weights: Float32Array.from(vocabulary, (term) => weightOf(bridge, term)),
		totals,
		lengths,
		outlines: new Array<undefined>(items.length).fill(undefined),
		near: new Map(),
		crowd: new Map()
	}
}

/** The words of the vocabulary near a word, the nearest first. Kept, since words come back from query to query. */
function nearWords(bridge: Bridge, prepared: Prepared, term: Term): Packed {
	const known = prepared.near.get(term.id)
	if (known) return known
	const linked = new Map<number, number>()
	const raise = (id: number, strength: number) => {
		if (strength > (linked.get(id) ?? 0)) linked.set(id, strength)
	}
	for (const locale of everyLocale)
		FORM_WEIGHTS.forEach((weight, form) => {
			const own = term.forms[form]!
			const links =
				locale === term.locale ? [[own, 1] as const] : (bridge.links.get(`${term.locale}>${locale}`)?.[form]?.get(own) ?? [])
			for (const [other, strength] of links)
				for (const id of prepared.byForm.get(`${locale}:${form}:${other}`) ?? []) raise(id, weight * strength)
		})
	const common = new Map<number, number>()
	for (const group of term.groups) for (const id of prepared.byGroup.get(group) ?? []) common.set(id, (common.get(id) ?? 0) + 1)
	for (const [id, count] of common) {
		const other = prepared.vocabulary[id]!
		const like = other.key === term.key ? 1 : (2 * count) / (term.groups.size + other.groups.size)
		if (like >= LEAST_COGNATE) raise(id, like)
	}
	const sums = new Map<number, number>()
	for (const [id, strength] of linked) sums.set(id, LINKED * strength)
	const own = notionsOf(bridge, [term], term.locale)
	own.ids.forEach((notion, at) => {
		const { ids, weights } = prepared.notionWords[notion]!
		const share = (1 - LINKED) * own.weights[at]!
		for (let place = 0; place < ids.length; place++) sums.set(ids[place]!, (sums.get(ids[place]!) ?? 0) + share * weights[place]!)
	})
	const near = [...sums].filter(([, strength]) => strength >= FAINTEST_WORD)
	near.sort((one, other) => other[1] - one[1] || one[0] - other[0])
	near.length = Math.min(near.length, NEAREST_WORDS)
	const found = pack({ ids: near.map(([id]) => id), weights: near.map(([, strength]) => strength) })
	if (prepared.near.size >= CACHE_SIZE) prepared.near.clear()
	prepared.near.set(term.id, found)
	return found
}

const NOT_FOUND = -Infinity
const STEPS = 4096

/** The items of the highest scores, at least `most` where there are as many, in no order: counted, as sorting all is dear. */
function highest(scores: Float32Array, most: number): Ranked[] {
	const top = WORDS + NOTIONS
	const steps = new Int32Array(STEPS)
	const step = (score: number) => Math.max(0, Math.min(STEPS - 1, Math.floor((score / top) * STEPS)))
	for (const score of scores) if (score !== NOT_FOUND) steps[step(score)]!++
	let least = STEPS - 1
	for (let counted = steps[least]!; least > 0 && counted < most; counted += steps[least]!) least--
	const found: Ranked[] = []
	for (let item = 0; item < scores.length; item++) {
		const score = scores[item]!
		if (score !== NOT_FOUND && step(score) >= least) found.push({ item, score })
	}
	return found
}

function likeOutline(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
	let common = 0
	for (const group of one) if (other.has(group)) common++
	return (2 * common) / (one.size + other.size || 1)
}

/**
 * The prepared items nearest to a text, best first, at most `limit`. Of equals the one prepared first comes first.
 * An item that shares nothing with the text is left out.
 */
export function rank(bridge: Bridge, query: Item, prepared: Prepared, limit = 50): Ranked[] {
	const terms = termsOf(query.text, query.locale)
	const size = prepared.items.length
	const crowd = prepared.crowd.get(query.locale)
	const scores = new Float32Array(size)
	const covered = new Float32Array(size)
	const lastTerm = new Int32Array(size).fill(-1)
	// From the text's side: each of its words finds its nearest in the item. From the item's side: the same the other way.
	const different = once(terms)
	let total = 0
	for (const term of different) total += weightOf(bridge, term)
	const best = new Map<number, number>()
	different.forEach((term, order) => {
		const weight = weightOf(bridge, term) / total
		const near = nearWords(bridge, prepared, term)
		for (let at = 0; at < near.ids.length; at++) {
			const id = near.ids[at]!
			const strength = near.weights[at]!
			if (strength > (best.get(id) ?? 0)) best.set(id, strength)
			const gain = (WORDS / 2) * weight * strength
			const held = prepared.holders[id]!
			for (let place = 0; place < held.length; place++) {
				const item = held[place]!
				// The nearest come first: an item's first word met is its nearest.
				if (lastTerm[item] === order) continue
				lastTerm[item] = order
				scores[item]! += gain
			}
		}
	})
	for (const [id, strength] of best) {
		const gain = strength * prepared.weights[id]!
		const held = prepared.holders[id]!
		for (let place = 0; place < held.length; place++) covered[held[place]!]! += gain
	}
	const own = notionsOf(bridge, terms, query.locale)
	own.ids.forEach((notion, at) => {
		const { ids, weights } = prepared.notionItems[notion]!
		const share = NOTIONS * own.weights[at]!
		for (let place = 0; place < ids.length; place++) scores[ids[place]!]! += share * weights[place]!
	})
	for (let item = 0; item < size; item++) {
		const together = scores[item]! + ((WORDS / 2) * covered[item]!) / (prepared.totals[item]! || 1)
		const length = Math.abs(Math.log((2 + terms.length) / (2 + prepared.lengths[item]!)))
		const crowded = crowd ? CROWD * ALL * crowd[item]! : 0
		scores[item] = together > 0 ? together - LENGTH * length - crowded : NOT_FOUND
	}
	const first = highest(scores, Math.max(limit, LOOKED_AT))
	const order = (one: Ranked, other: Ranked) => other.score - one.score || one.item - other.item
	const look = outline(query.text)
	for (const ranked of first) {
		const { item } = ranked
		const other = (prepared.outlines[item] ??= outline(prepared.items[item]!.text))
		ranked.score = Math.min(1, Math.max(0, (ranked.score + OUTLINE * likeOutline(look, other)) / ALL))
	}
	return first.sort(order).slice(0, limit)
}

/**
 * Takes from each item, for questions in this language, half of how near it is to texts that are not the question: the ten
 * nearest of the labels learned. Some items are a little near to everything and stand before the right ones (hubs; Conneau
 * et al., "Word translation without parallel data", 2018). Costs some hundred questions: for lists of hundreds, not of many thousands.
 */
export function uncrowd(bridge: Bridge, prepared: Prepared, locale: Locale): void {
	const size = prepared.items.length
	const nearest = Array.from({ length: size }, (): number[] => [])
	prepared.crowd.delete(locale)
	for (const text of bridge.known.get(locale) ?? [])
		for (const { item, score } of rank(bridge, { text, locale }, prepared, size)) nearest[item]!.push(score)
	const crowd = Float32Array.from(nearest, (scores) => {
		const best = scores.sort((one, other) => other - one).slice(0, CROWD_NEAREST)
		return best.reduce((sum, score) => sum + score, 0) / CROWD_NEAREST
	})
	prepared.crowd.set(locale, crowd)
}

/** How near two texts are in what they say, 0 to 1, whatever their languages; 0 when one of them holds no word. */
export function closeness(bridge: Bridge, text: string, textLocale: Locale, other: string, otherLocale: Locale): number {
	const [nearest] = rank(bridge, { text, locale: textLocale }, prepare(bridge, [{ text: other, locale: otherLocale }]), 1)
	return nearest?.score ?? 0
}
