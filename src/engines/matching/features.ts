import { fold } from '#engines/text/fold'
import { stem, type Locale } from '#engines/text/stem'
import { isStopWord } from '#engines/text/stopwords'
import { words } from '#engines/text/tokens'

export interface Term {
	/** The language and the word as written: what makes it this term and no other. */
	id: string
	locale: Locale
	/** The stem, then the first six, five and four letters of the folded word: a family of words the stem holds apart. */
	forms: readonly string[]
	/** The folded word with the spelling habits of the language taken off, to be held against words of another. */
	key: string
	/** Groups of three letters of the key, its ends marked. */
	groups: ReadonlySet<string>
}

export type Features = Map<string, number>

/** How much a link between two words at each of their forms is worth. Measured, see the test on real labels. */
export const FORM_WEIGHTS = [1, 0.8, 0.6, 0.5] as const

function groupsOf(key: string): Set<string> {
	const marked = `^${key}$`
	const groups = new Set<string>()
	for (let at = 0; at + 3 <= marked.length; at++) groups.add(marked.slice(at, at + 3))
	return groups
}

// What French and English do to the Greek and Latin words that Bulgarian writes by ear: -tion is -ция, th is т, -eur is -ор.
const western: readonly [RegExp, string][] = [
	[/ti(?=on|a|e)/g, 'tsi'],
	[/th/g, 't'],
	[/^h/, ''],
	[/eu(?=r|s)/g, 'o'],
	[/gn/g, 'n'],
	[/ai/g, 'e'],
	[/oe/g, 'e'],
	[/ch(?=[lr])/g, 'h'],
	[/e$/, '']
]
const bulgarian: readonly [RegExp, string][] = [
	[/^h/, ''],
	[/sht/g, 'ch'],
	[/(?:ia|a|o|i|e)$/, '']
]

const CACHE_SIZE = 50_000
const cache = new Map<string, Term>()

function termOf(word: string, locale: Locale): Term {
	const id = `${locale}:${word}`
	const known = cache.get(id)
	if (known) return known
	const folded = fold(word)
	let key = folded
	for (const [pattern, replacement] of locale === 'bg' ? bulgarian : western) key = key.replace(pattern, replacement)
	key = key.replace(/z/g, 's')
	const forms = [stem(word, locale), folded.slice(0, 6), folded.slice(0, 5), folded.slice(0, 4)]
	const term = { id, locale, forms, key, groups: groupsOf(key) }
	if (cache.size >= CACHE_SIZE) cache.clear()
	cache.set(id, term)
	return term
}

/** The words of a text that carry meaning, in order, at most `most` of them. */
export function termsOf(text: string, locale: Locale, most = 400): Term[] {
	const terms: Term[] = []
	for (const word of words(text)) {
		if (terms.length >= most) break
		const written = word.text.toLowerCase()
		if (written.length > 64 || isStopWord(written, locale)) continue
		const term = termOf(written, locale)
		if (term.key !== '') terms.push(term)
	}
	return terms
}

/** Likeness of two words by their groups of three letters (Dice), 0 to 1; 1 when the keys are the same. */
export function cognates(one: Term, other: Term): number {
	if (one.key === other.key) return 1
	let common = 0
	for (const group of one.groups) if (other.groups.has(group)) common++
	return (2 * common) / (one.groups.size + other.groups.size)
}

/** Stems and groups of two to five letters, a long word weighing little more than a short one. */
export function featuresOf(terms: readonly Term[]): Features {
	const features: Features = new Map()
	const add = (feature: string, weight: number) => features.set(feature, (features.get(feature) ?? 0) + weight)
	for (const { forms, key } of terms) {
		add(`=${forms[0]}`, 1)
		const marked = `^${key}$`
		const weight = 1 / Math.max(1, marked.length - 2)
		for (let size = 2; size <= 5; size++)
			for (let at = 0; at + size <= marked.length; at++) add(marked.slice(at, at + size), weight)
	}
	return features
}

/** Groups of three letters of the whole text across its words, for the likeness of two labels as they look. */
export function outline(text: string): ReadonlySet<string> {
	return groupsOf(fold(text.slice(0, 2000)).replaceAll(' ', '$'))
}
