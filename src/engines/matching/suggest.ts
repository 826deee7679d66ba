import type { Locale } from '#engines/text/stem'
import type { Column, Index } from './index.ts'
import { counterparts, signals, type Profile, type Signal, type Weights } from './profile.ts'
import { reasonsOf, type Caution, type Reason } from './reasons.ts'
import {
	fit,
	languageLikeness,
	mutualFit,
	peerLikeness,
	periodLikeness,
	placeLikeness,
	sizeLikeness,
	themesOf
} from './signals.ts'
import { nearWords, weightOf, wordsOf, writtenOf } from './vocabulary.ts'

export interface Suggestion {
	id: string
	owner: string
	/** 0 to 1: the signals by their weights. */
	score: number
	/** Each signal, 0 to 1. */
	signals: Record<Signal, number>
	/** What made the score, the strongest first, at most four. */
	reasons: Reason[]
	caution: Caution | null
}

export interface Options {
	limit?: number
	/** Asked of each that would be suggested: true leaves it out. */
	without?: (id: string, owner: string) => boolean
	/** Compares everything with everything: what the pruned answer must be equal to. */
	exhaustive?: boolean
}

/** The asker's words, ready to be held against texts: for each word of the vocabulary how much it answers. */
interface Asked {
	strengths: Float32Array
	touched: number[]
	/** The asker's own word each was reached from. */
	from: Map<number, string>
}

/** What a question writes into. */
interface Room {
	/** By word of the vocabulary; zeroed after use. */
	strengths: Float32Array
	/** By text. */
	sums: Float64Array
	/** By place among those who can be met. */
	plain: Float32Array
	most: Float64Array
	order: Int32Array
}

// One for each index: taken anew it would cost more than the search.
const rooms = new WeakMap<Index, Room>()

function roomFor(index: Index): Room {
	let room = rooms.get(index)
	if (!room)
		rooms.set(
			index,
			(room = {
				strengths: new Float32Array(index.vocabulary.words.length),
				sums: new Float64Array(index.texts),
				plain: new Float32Array(index.ids.length),
				most: new Float64Array(index.ids.length),
				order: new Int32Array(index.ids.length)
			})
		)
	return room
}

function askedWords(index: Index, texts: Profile['texts']): Asked {
	const { strengths } = roomFor(index)
	const touched: number[] = []
	const from = new Map<number, string>()
	for (const [locale, text] of Object.entries(texts) as [Locale, string][]) {
		const terms = wordsOf(text, locale)
		const weights = terms.map((term) => weightOf(index.vocabulary, term, index.texts))
		const length = Math.hypot(...weights) || 1
		terms.forEach((term, at) => {
			const { ids, strengths: near } = nearWords(index.vocabulary, term)
			for (let place = 0; place < ids.length; place++) {
				const id = ids[place]!
				const strength = (weights[at]! / length) * near[place]!
				if (strength <= strengths[id]!) continue
				if (strengths[id] === 0) touched.push(id)
				strengths[id] = strength
				from.set(id, writtenOf(term))
			}
		})
	}
	return { strengths, touched, from }
}

/**
 * How much each text of another country than this answers the asker's words, by way of the words: most texts hold none of
 * them and are never looked at.
 * Added up in another order than `textLikeness` does, it may differ from it in the last digits.
 */
function answering(index: Index, { strengths, touched }: Asked, country: string): Float64Array {
	const sum = roomFor(index).sums.fill(0)
	for (const [other, { firstHolder, holders, holderWeights }] of index.held) {
		if (other === country) continue
		for (const word of touched) {
			const strength = strengths[word]!
			for (let at = firstHolder[word]!, end = firstHolder[word + 1]!; at < end; at++)
				sum[holders[at]!]! += holderWeights[at]! * strength
		}
	}
	return sum
}

/** The likeness of the asker's words and a profile's nearest text, 0 to 1. */
function textLikeness(index: Index, { strengths }: Asked, row: number): number {
	const { firstText, firstWord, words, weights } = index
	let best = 0
	for (let text = firstText[row]!; text < firstText[row + 1]!; text++) {
		let sum = 0
		for (let at = firstWord[text]!; at < firstWord[text + 1]!; at++) sum += weights[at]! * strengths[words[at]!]!
		if (sum > best) best = sum
	}
	return Math.min(1, best)
}

/** The words by which two texts meet, the weightiest first, at most three. */
function meetingWords(index: Index, { strengths, from }: Asked, row: number): { own: string; theirs: string }[] {
	const found = new Map<number, number>()
	const { firstText, firstWord, words, weights, vocabulary } = index
	for (let at = firstWord[firstText[row]!]!; at < firstWord[firstText[row + 1]!]!; at++) {
		const gain = weights[at]! * strengths[words[at]!]!
		if (gain > 0.02) found.set(words[at]!, Math.max(gain, found.get(words[at]!) ?? 0))
	}
	const pairs = new Map<string, { own: string; theirs: string }>()
	for (const [id] of [...found].sort((one, other) => other[1] - one[1])) {
		const own = from.get(id)!
		const theirs = vocabulary.words[id]!.written
		// A number two texts share, as the end of 40 000, tells a reader nothing.
		if (/\p{L}/u.test(theirs) && !pairs.has(own) && pairs.size < 3) pairs.set(own, { own, theirs })
	}
	return [...pairs.values()]
}

interface Table {
	signal: Signal
	column: Column<unknown>
	/** By value of the column, 0 to 1. */
	likeness: Float32Array
}

function compared(index: Index, asker: Profile): Table[] {
	const { rules, rarity, naming, themeSets } = index
	const table = <Value>(signal: Signal, column: Column<Value>, likeness: (value: Value) => number): Table => {
		const values = new Float32Array(column.values.length)
		for (let value = 0; value < values.length; value++) values[value] = likeness(column.values[value]!)
		return { signal, column, likeness: values }
	}
	const closeness = themesOf(asker.themes.map(naming.numberOf), rarity, naming, themeSets)
	return [
		{ signal: 'theme', column: index.themes, likeness: closeness },
		table('kind', index.cooperation, (other) => fit(asker, other, rules)),
		table('mutual', index.cooperation, (other) => mutualFit(asker, other, rules)),
		table('peer', index.kind, (kind) => peerLikeness(asker.kind, kind, rules)),
		table('place', index.place, (place) => placeLikeness(asker, place, rules)),
		table('size', index.size, (size) => sizeLikeness(asker, size)),
		table('language', index.languages, (languages) => languageLikeness(asker.languages, languages)),
		table('period', index.period, (period) => periodLikeness(asker, period))
	]
}

/** What each value of a column adds to the score, all its signals together. */
function addedUp(tables: readonly Table[], share: Record<Signal, number>): Map<Column<unknown>, Float32Array> {
	const weighed = new Map<Column<unknown>, Float32Array>()
	for (const { signal, column, likeness } of tables) {
		const weight = share[signal]
		if (weight === 0) continue
		const values = weighed.get(column) ?? new Float32Array(likeness.length)
		for (let value = 0; value < values.length; value++) values[value]! += weight * likeness[value]!
		weighed.set(column, values)
	}
	return weighed
}

const STEPS = 1024
/** More than sums of the same numbers in two orders differ by. */
const LAST_DIGITS = 1e-9

/** Their places by these scores, the best first, in 1,024 steps: sorting them all would be dear. */
function inSteps(scores: Float64Array, order: Int32Array): Int32Array {
	const starts = new Int32Array(STEPS + 1)
	const step = (score: number) => STEPS - 1 - Math.min(STEPS - 1, Math.floor(score * STEPS))
	for (let at = 0; at < scores.length; at++) starts[step(scores[at]!) + 1]!++
	for (let at = 0; at < STEPS; at++) starts[at + 1]! += starts[at]!
	for (let at = 0; at < scores.length; at++) order[starts[step(scores[at]!)]!++] = at
	return order
}

interface Found {
	row: number
	score: number
}

const before = (one: Found, other: Found) => other.score - one.score || one.row - other.row

/**
 * The counterparts of a profile, best first, of equals the one indexed first, at most `limit` (20): of the other country,
 * of a role that meets the asker's, never of the same owner. The asker need not be in the index. Who has nothing in common
 * with the asker is left out. The answer is the same as if all were compared: the texts, which cost the most, are only
 * read where the words they share with the asker could still bring somebody among the best.
 */
export function suggest(index: Index, asker: Profile, { limit = 20, without, exhaustive = false }: Options = {}): Suggestion[] {
	const share = shares(index.rules.weights)
	const tables = compared(index, asker)
	const asked = askedWords(index, asker.texts)
	const groups = index.groups.filter(({ role, country }) => country !== asker.country && counterparts[asker.role].includes(role))
	const rows = new Int32Array(groups.reduce((sum, group) => sum + group.rows.length, 0))
	const room = roomFor(index)
	const plain = room.plain.subarray(0, rows.length).fill(0)
	const weighed = addedUp(tables, share)
	let begin = 0
	for (const group of groups) {
		rows.set(group.rows, begin)
		for (const [column, values] of weighed) {
			const of = group.of.get(column)!
			for (let at = 0; at < of.length; at++) plain[begin + at]! += values[of[at]!]!
		}
		begin += group.rows.length
	}
	const best: Found[] = []
	const hasWords = asked.touched.length > 0 && share.text > 0
	const most = room.most.subarray(0, rows.length)
	most.set(plain)
	if (hasWords) {
		const sum = answering(index, asked, asker.country)
		const { firstText } = index
		for (let at = 0; at < rows.length; at++) {
			let nearest = 0
			for (let text = firstText[rows[at]!]!, end = firstText[rows[at]! + 1]!; text < end; text++)
				if (sum[text]! > nearest) nearest = sum[text]!
			most[at]! += share.text * nearest + LAST_DIGITS
		}
	}
	for (const at of inSteps(most, room.order.subarray(0, rows.length))) {
		const least = best.length < limit ? 0 : best[limit - 1]!.score
		const row = rows[at]!
		// A step is 1/1024 wide: within it the order is not kept.
		if (!exhaustive && most[at]! + 1 / STEPS < least) break
		if (!exhaustive && most[at]! < least) continue
		const score = plain[at]! + (hasWords ? share.text * textLikeness(index, asked, row) : 0)
		const found = { row, score: Math.min(1, score) }
		if (score <= 0 || (best.length >= limit && before(found, best[limit - 1]!) > 0)) continue
		const id = index.ids[row]!
		if (id === asker.id || index.owners[row] === asker.owner || without?.(id, index.owners[row]!)) continue
		let place = best.length
		while (place > 0 && before(found, best[place - 1]!) < 0) place--
		best.splice(place, 0, found)
		if (best.length > limit) best.length = limit
	}
	const suggestions = best.map(({ row, score }): Suggestion => {
		const values = Object.fromEntries(signals.map((signal) => [signal, 0])) as Record<Signal, number>
		for (const { signal, column, likeness } of tables) values[signal] = likeness[column.of[row]!]!
		values.text = textLikeness(index, asked, row)
		const candidate = profileAt(index, row)
		return {
			id: index.ids[row]!,
			owner: index.owners[row]!,
			score,
			signals: values,
			...reasonsOf(asker, candidate, values, share, index.rules, meetingWords(index, asked, row), index.rarity)
		}
	})
	for (const id of asked.touched) asked.strengths[id] = 0
	return suggestions
}

const shares = (weights: Weights): Record<Signal, number> => {
	const all = signals.reduce((sum, signal) => sum + weights[signal], 0)
	return Object.fromEntries(signals.map((signal) => [signal, weights[signal] / all])) as Record<Signal, number>
}

/** What of a profile the reasons are told from. */
export type Traits = Omit<Profile, 'id' | 'owner' | 'role' | 'country' | 'texts'>

function profileAt(index: Index, row: number): Traits {
	const of = <Value>(column: Column<Value>) => column.values[column.of[row]!]!
	return {
		kind: index.kind.values[index.kind.of[row]!]!,
		...of(index.place),
		...of(index.size),
		...of(index.cooperation),
		...of(index.period),
		themes: of(index.themes).map((theme) => index.naming.names[theme]!),
		languages: of(index.languages)
	}
}
