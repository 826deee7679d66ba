import { everyLocale } from '#platform/languages'
import type { Locale } from '#engines/text/stem'
import type { Bridge } from './bridge.ts'
import { FORM_WEIGHTS, termsOf, type Term } from './features.ts'

/** The words of all profiles, by stem and language, and how to find those near a word of any language. */
export interface Vocabulary {
	bridge: Bridge
	numbers: Map<string, number>
	/** One written word for each stem: the first met. */
	words: Word[]
	/** How many texts hold it. */
	held: number[]
	/** By `locale:form:value` the words. */
	byForm: Map<string, number[]>
	/** By language and first three letters as folded. */
	byStart: Map<string, Spelt>
	near: Map<string, Near>
}

/** What is kept of a word: a term with its sets of groups would take ten times the memory. */
export interface Word {
	written: string
	locale: Locale
}

/** Words with the groups of three letters of their keys as numbers, in order: one list for all, since jumping about is what costs. */
interface Spelt {
	ids: number[]
	/** Where in `groups` those of the word end; they begin where those of the one before end. */
	ends: number[]
	groups: number[]
}

export interface Near {
	ids: Int32Array
	strengths: Float32Array
}

/** Words that fold to the same key say the same, nearly always; words merely alike count only from here. */
const LEAST_COGNATE = 0.55
const FAINTEST = 0.25
const NEAREST = 24
const CACHE_SIZE = 100_000
const WORDS_OF_TEXT = 120

export const newVocabulary = (bridge: Bridge): Vocabulary => ({
	bridge,
	numbers: new Map(),
	words: [],
	held: [],
	byForm: new Map(),
	byStart: new Map(),
	near: new Map()
})

const push = (map: Map<string, number[]>, key: string, id: number) => {
	const row = map.get(key)
	if (row) row.push(id)
	else map.set(key, [id])
}

/** Words of one origin nearly always begin alike once folded, and looking at all others is what would cost. */
const startOf = (locale: Locale, term: Term) => `${locale}:${term.key.slice(0, 3)}`

/** Keys are folded: nearly all plain Latin letters, seven bits each. */
const packed = (term: Term): Int32Array =>
	Int32Array.from(term.groups, (group) => (group.charCodeAt(0) << 14) ^ (group.charCodeAt(1) << 7) ^ group.charCodeAt(2)).sort()

/** `cognates` (Dice) of a word and those of a list, told to `met` from LEAST_COGNATE on. */
function likened(one: Int32Array, { ids, ends, groups }: Spelt, met: (id: number, likeness: number) => void) {
	const size = one.length
	for (let word = 0, begin = 0; word < ids.length; word++) {
		const end = ends[word]!
		const sizes = size + end - begin
		let at = 0
		let next = begin
		let common = 0
		// What neither can still gain is not looked at: most words end at once.
		const least = (LEAST_COGNATE * sizes) / 2
		while (common + Math.min(size - at, end - next) >= least && at < size && next < end) {
			const difference = one[at]! - groups[next]!
			if (difference === 0) common++
			if (difference <= 0) at++
			if (difference >= 0) next++
		}
		if (2 * common >= LEAST_COGNATE * sizes) met(ids[word]!, (2 * common) / sizes)
		begin = end
	}
}

/** The word as it was written, in lower case. */
export const writtenOf = (term: Term): string => term.id.slice(term.locale.length + 1)

const nameOf = (term: Term) => `${term.locale}:${term.forms[0]}`

/** The different words of a text, at most 120. */
export function wordsOf(text: string, locale: Locale): Term[] {
	const terms = new Map<string, Term>()
	for (const term of termsOf(text, locale)) {
		if (terms.size >= WORDS_OF_TEXT) break
		const name = nameOf(term)
		if (!terms.has(name)) terms.set(name, term)
	}
	return [...terms.values()]
}

/** Number of a word, which is learned if it is new. */
export function learnWord(vocabulary: Vocabulary, term: Term): number {
	const name = nameOf(term)
	let id = vocabulary.numbers.get(name)
	if (id === undefined) {
		id = vocabulary.words.length
		vocabulary.numbers.set(name, id)
		vocabulary.words.push({ written: writtenOf(term), locale: term.locale })
		vocabulary.held.push(0)
		// The stem is its name; the last form, four letters, joins too much in a text.
		for (let form = 1; form < FORM_WEIGHTS.length - 1; form++)
			push(vocabulary.byForm, `${term.locale}:${form}:${term.forms[form]!}`, id)
		const start = startOf(term.locale, term)
		let spelt = vocabulary.byStart.get(start)
		if (!spelt) vocabulary.byStart.set(start, (spelt = { ids: [], ends: [], groups: [] }))
		spelt.ids.push(id)
		for (const group of packed(term)) spelt.groups.push(group)
		spelt.ends.push(spelt.groups.length)
	}
	vocabulary.held[id]!++
	return id
}

/** How much a word says: the rarer the more. A word nobody uses weighs as the rarest. */
export function weightOf(vocabulary: Vocabulary, term: Term, texts: number): number {
	const id = vocabulary.numbers.get(nameOf(term))
	return weightOfHeld(id === undefined ? 1 : vocabulary.held[id]!, texts)
}

export const weightOfHeld = (held: number, texts: number): number => Math.log(1 + texts / Math.max(1, held))

/** The words near a word, in its own language by stem and beginning, in the others by what was learned and by spelling. */
export function nearWords(vocabulary: Vocabulary, term: Term): Near {
	const name = nameOf(term)
	const known = vocabulary.near.get(name)
	if (known) return known
	const strengths = new Map<number, number>()
	const raise = (id: number, strength: number) => {
		if (strength > (strengths.get(id) ?? FAINTEST)) strengths.set(id, strength)
	}
	const own = vocabulary.numbers.get(name)
	if (own !== undefined) strengths.set(own, 1)
	for (const locale of everyLocale)
		for (let form = 0; form < FORM_WEIGHTS.length - 1; form++) {
			if (locale === term.locale) {
				// Six letters in common hold a family together (assainir, assainissement); five join strangers.
				if (form === 1) for (const id of vocabulary.byForm.get(`${locale}:1:${term.forms[1]!}`) ?? []) raise(id, 0.6)
				continue
			}
			for (const [other, strength] of vocabulary.bridge.links.get(`${term.locale}>${locale}`)?.[form]?.get(term.forms[form]!) ??
				[]) {
				if (form > 0)
					for (const id of vocabulary.byForm.get(`${locale}:${form}:${other}`) ?? []) raise(id, FORM_WEIGHTS[form]! * strength)
				else {
					const id = vocabulary.numbers.get(`${locale}:${other}`)
					if (id !== undefined) raise(id, strength)
				}
			}
		}
	const groups = packed(term)
	for (const locale of everyLocale) {
		if (locale === term.locale) continue
		const spelt = vocabulary.byStart.get(startOf(locale, term))
		if (spelt) likened(groups, spelt, raise)
	}
	const nearest = [...strengths].sort((one, other) => other[1] - one[1] || one[0] - other[0]).slice(0, NEAREST)
	const found = { ids: Int32Array.from(nearest, ([id]) => id), strengths: Float32Array.from(nearest, ([, strength]) => strength) }
	if (vocabulary.near.size >= CACHE_SIZE) vocabulary.near.clear()
	vocabulary.near.set(name, found)
	return found
}
