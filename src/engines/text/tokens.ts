import { locales } from '#platform/languages'
import { fold, mendScripts } from './fold.ts'
import { stem, type Locale } from './stem.ts'
import { isStopWord } from './stopwords.ts'

export interface Word {
	/** As written, without soft hyphens, and without the dots of an acronym. */
	text: string
	/** UTF-16 offsets into the text, end excluded. */
	start: number
	end: number
}

export interface Lexeme {
	lexeme: string
	/** From 1, as PostgreSQL counts them; ascending. */
	positions: number[]
}

export interface QueryTerm {
	word: string
	/** Lexemes of which any one is a match: the stem in each language the word may be of, and the folded key. */
	alternatives: string[]
	/** The languages whose documents do not hold the word at all, because it is a stop word there. */
	stopIn: Locale[]
	/** True when at least one language drops the word: to demand it would hide every document in that language. */
	stop: boolean
}

export interface Segment {
	text: string
	hit: boolean
}

// O.N.G. and т.н. are one word; elsewhere a dot, a hyphen or an apostrophe ends it.
const wordPattern = /(?:\p{L}\.){2,}|[\p{L}\p{N}][\p{L}\p{N}\p{M}\u00ad\u200c\u200d]*/gu
const dropped = /[.\u00ad\u200c\u200d]/g
const apostrophes = "'’ʼ"
const elided = new Set('c d j l m n s t qu jusqu lorsqu puisqu quoiqu presqu quelqu'.split(' '))
const contracted = new Set('d ll m re s t ve'.split(' '))
const cyrillic = /\p{Script=Cyrillic}/u
const digits = /^\p{N}+$/u

/**
 * The words of a text in order. Elided particles (l’, d’, qu’) and English contractions (’s, ’t) are not words of their
 * own; the parts of a hyphenated compound are. A regular expression: as fast as `Intl.Segmenter`, which keeps l’eau whole
 * and cuts by the Unicode version of whatever runs it, so that server and browser could disagree.
 */
export function words(text: string): Word[] {
	const found: Word[] = []
	for (const match of text.matchAll(wordPattern)) {
		const start = match.index
		const end = start + match[0].length
		const word = match[0].replace(dropped, '')
		if (word.length <= 7) {
			const next = text[end]
			if (next !== undefined && apostrophes.includes(next) && elided.has(word.toLowerCase())) continue
			const previous = text[start - 1]
			if (previous !== undefined && apostrophes.includes(previous) && contracted.has(word.toLowerCase())) continue
		}
		found.push({ text: word, start, end })
	}
	return found
}

/** Script decides before language: a Cyrillic word is Bulgarian wherever it stands, a Latin one never is. */
function stemLexeme(word: string, locale: Locale): string | undefined {
	if (digits.test(word)) return undefined
	if (cyrillic.test(word)) return `bg:${stem(word, 'bg')}`
	return locale === 'bg' ? undefined : `${locale}:${stem(word, locale)}`
}

const LONGEST_LEXEME = 64

const CACHE_SIZE = 50_000
const caches: Record<string, Map<string, readonly string[]>> = { fr: new Map(), bg: new Map(), en: new Map() }

/** What a document in the language holds for one word: nothing, a key, or a stem and a key. */
function lexemesOf(written: string, locale: Locale): readonly string[] {
	const cache = (caches[locale] ??= new Map())
	const known = cache.get(written)
	if (known) return known
	const word = mendScripts(written.slice(0, LONGEST_LEXEME).toWellFormed())
	const held: string[] = []
	if (!isStopWord(word, locale)) {
		const stemmed = stemLexeme(word, locale)
		if (stemmed) held.push(stemmed)
		const key = fold(word)
		if (key) held.push(`~${key}`)
	}
	if (cache.size >= CACHE_SIZE) cache.clear()
	if (written.length <= LONGEST_LEXEME) cache.set(written, held)
	return held
}

// PostgreSQL keeps no position beyond 16383 and no more than 255 for one lexeme.
const LAST_POSITION = 16_383
const MOST_POSITIONS = 255

/**
 * The lexemes of a text for a tsvector: stems under their language (`fr:emploi`), folded keys under `~`, so that a French
 * stem never meets an English one but names meet across scripts. Stop words of the language hold a position and no lexeme.
 */
export function lexemes(text: string, locale: Locale): Lexeme[] {
	const found = new Map<string, number[]>()
	let position = 0
	for (const word of words(text)) {
		position = Math.min(position + 1, LAST_POSITION)
		for (const lexeme of lexemesOf(word.text, locale)) {
			const positions = found.get(lexeme)
			if (!positions) found.set(lexeme, [position])
			else if (positions.length < MOST_POSITIONS && positions.at(-1) !== position) positions.push(position)
		}
	}
	return Array.from(found, ([lexeme, positions]) => ({ lexeme, positions }))
}

function quoted(lexeme: string): string {
	return `'${lexeme.replace(/['\\]/g, '$&$&')}'`
}

// PostgreSQL refuses a tsvector of 1 MB; the positions take their share of it.
const TSVECTOR_BYTES = 900_000

/** The text form PostgreSQL casts to `tsvector`. Beyond 900,000 bytes of lexemes and positions the rest is left out. */
export function toTsvector(found: readonly Lexeme[], weight: 'A' | 'B' | 'C' | 'D' = 'D'): string {
	const parts: string[] = []
	let bytes = 0
	for (const { lexeme, positions } of found) {
		bytes += 3 * lexeme.length + 2 * positions.length + 6
		if (bytes > TSVECTOR_BYTES) break
		parts.push(`${quoted(lexeme)}:${positions.map((position) => position + weight).join(',')}`)
	}
	return parts.join(' ')
}

const MOST_TERMS = 32

/** The words of a query, each once, at most 32, with every lexeme under which a document of any language may hold it. */
export function queryTerms(text: string): QueryTerm[] {
	const terms = new Map<string, QueryTerm>()
	for (const { text: written } of words(text)) {
		if (terms.size >= MOST_TERMS) break
		const word = mendScripts(written.slice(0, LONGEST_LEXEME).toWellFormed()).toLowerCase().normalize('NFC')
		if (terms.has(word)) continue
		const alternatives = new Set<string>()
		for (const locale of locales) {
			const stemmed = stemLexeme(word, locale)
			if (stemmed) alternatives.add(stemmed)
		}
		const key = fold(word)
		if (key) alternatives.add(`~${key}`)
		if (alternatives.size === 0) continue
		const stopIn = locales.filter((locale) => isStopWord(word, locale))
		terms.set(word, { word, alternatives: [...alternatives], stopIn, stop: stopIn.length > 0 })
	}
	return [...terms.values()]
}

/** The terms a search should demand: all but the stop words, or all when the query holds nothing else. */
export function demanded(terms: readonly QueryTerm[]): readonly QueryTerm[] {
	const meaning = terms.filter((term) => !term.stop)
	return meaning.length > 0 ? meaning : terms
}

/** Whether the last word, the one perhaps still being typed, says enough to be taken as a beginning: two letters begin too much. */
export function mayBeBeginning(terms: readonly QueryTerm[]): boolean {
	const last = demanded(terms).at(-1)
	return last !== undefined && last === terms.at(-1) && fold(last.word).length >= 3
}

/**
 * The text form PostgreSQL casts to `tsquery`: `(a | b) & (c | d)`; null when there is nothing to ask.
 * `prefixLast` lets the last word be the beginning of one, for a field that answers while one types.
 */
export function toTsquery(terms: readonly QueryTerm[], { prefixLast = false } = {}): string | null {
	const asked = demanded(terms)
	if (asked.length === 0) return null
	return asked
		.map((term) => {
			const prefix = prefixLast && term === terms.at(-1)
			const choices = term.alternatives.map((lexeme) => quoted(lexeme) + (prefix && lexeme[0] === '~' ? ':*' : ''))
			return `(${choices.join(' | ')})`
		})
		.join(' & ')
}

interface Hit {
	start: number
	end: number
	term: number
}

function hits(found: readonly Word[], terms: readonly QueryTerm[], locale: Locale): Hit[] {
	const wanted = new Map<string, number>()
	demanded(terms).forEach((term, index) => {
		for (const lexeme of term.alternatives) if (!wanted.has(lexeme)) wanted.set(lexeme, index)
	})
	const all: Hit[] = []
	if (wanted.size === 0) return all
	for (const { text, start, end } of found)
		for (const lexeme of lexemesOf(text, locale)) {
			const term = wanted.get(lexeme)
			if (term === undefined) continue
			all.push({ start, end, term })
			break
		}
	return all
}

function segments(text: string, all: readonly Hit[], from: number, to: number): Segment[] {
	const parts: Segment[] = []
	let at = from
	for (const { start, end } of all) {
		if (start < from || end > to) continue
		if (start > at) parts.push({ text: text.slice(at, start), hit: false })
		parts.push({ text: text.slice(start, end), hit: true })
		at = end
	}
	if (at < to) parts.push({ text: text.slice(at, to), hit: false })
	return parts
}

/** The whole text in segments, in order; `hit` marks the words a query found, in whatever script it was typed. Never HTML. */
export function highlight(text: string, terms: readonly QueryTerm[], locale: Locale): Segment[] {
	return segments(text, hits(words(text), terms, locale), 0, text.length)
}

/**
 * At most `length` UTF-16 units of the text (ellipses not counted), cut between words, where most different terms stand
 * close together; the beginning when none is found.
 */
export function excerpt(text: string, terms: readonly QueryTerm[], locale: Locale, length: number): Segment[] {
	const found = words(text)
	const all = hits(found, terms, locale)
	if (text.length <= length) return segments(text, all, 0, text.length)
	// A quarter of the room goes before the first hit: a hit without what leads to it is hard to read.
	const lead = Math.floor(length / 4)
	const first = bestWindow(all, length - lead)
	let from = first === undefined ? 0 : Math.max(0, Math.min(first - lead, text.length - length))
	if (from > 0) {
		const word = found.find(({ start }) => start >= from)
		if (word && word.start <= (first ?? word.start)) from = word.start
	}
	let to = Math.min(text.length, from + length)
	if (to < text.length) {
		let last: Word | undefined
		for (const word of found) {
			if (word.end > to) break
			if (word.start >= from) last = word
		}
		// A single word longer than the room is cut, but not inside a character.
		if (last) to = last.end
		else if (/[\ud800-\udbff]/.test(text[to - 1] ?? '')) to--
	}
	const parts = segments(text, all, from, to)
	if (from > 0) parts.unshift({ text: '… ', hit: false })
	if (to < text.length) parts.push({ text: '…', hit: false })
	return parts
}

/** Start of the hit from which `room` units hold the most different terms, then the most hits. */
function bestWindow(all: readonly Hit[], room: number): number | undefined {
	const counts = new Map<number, number>()
	let best: number | undefined
	let bestScore = 0
	let right = 0
	for (let left = 0; left < all.length; left++) {
		const from = all[left]!
		while (right < all.length && (right <= left || all[right]!.end <= from.start + room)) {
			counts.set(all[right]!.term, (counts.get(all[right]!.term) ?? 0) + 1)
			right++
		}
		const score = counts.size * 1000 + Math.min(999, right - left)
		if (score > bestScore) {
			bestScore = score
			best = from.start
		}
		const remaining = counts.get(from.term)! - 1
		if (remaining === 0) counts.delete(from.term)
		else counts.set(from.term, remaining)
	}
	return best
}
