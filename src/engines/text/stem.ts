import snowball from 'snowball-stemmers'
import { stemBulgarian } from './bulgarian.ts'
import { stemFrench } from './french.ts'
import type { Locale } from '#platform/languages'

export type { Locale }

const english = snowball.newStemmer('english')

const stemmers: Record<string, (word: string) => string> = {
	fr: stemFrench,
	bg: stemBulgarian,
	en: (word) => english.stem(word)
}

/** What Snowball calls the other languages it can stem. Not Turkish: its endings need the dotted and the dotless i told apart. */
const algorithms: Record<string, string> = {
	da: 'danish',
	de: 'german',
	es: 'spanish',
	fi: 'finnish',
	hu: 'hungarian',
	it: 'italian',
	nl: 'dutch',
	no: 'norwegian',
	pt: 'portuguese',
	ro: 'romanian',
	sv: 'swedish'
}

/** Romanian is written with a comma below; the algorithm is older, and knows the cedilla that stood for it. */
const asItWas = (word: string) => word.replaceAll('ș', 'ş').replaceAll('ț', 'ţ')

/** A language without a stemmer keeps its words as they are: they are found whole, and by their folded key. */
function stemmerOf(locale: string): (word: string) => string {
	const made = algorithms[locale] ? snowball.newStemmer(algorithms[locale]) : undefined
	return (stemmers[locale] = made ? (word) => made.stem(locale === 'ro' ? asItWas(word) : word) : (word) => word)
}

// Snowball in JavaScript runs at some 150,000 words a second; running text repeats its words.
const CACHE_SIZE = 50_000
const caches: Record<string, Map<string, string>> = { fr: new Map(), bg: new Map(), en: new Map() }

/** No word of these languages is longer; what is longer is data, and is left as it is. */
const LONGEST_WORD = 64

/**
 * Stem of one word, in lower case and composed form. Never empty for a word that is not empty, never an error whatever
 * the characters; a word in another script than the language's comes back lower-cased.
 */
export function stem(word: string, locale: Locale): string {
	const cache = (caches[locale] ??= new Map())
	const known = cache.get(word)
	if (known !== undefined) return known
	const lower = word.toLowerCase().normalize('NFC')
	if (lower.length > LONGEST_WORD) return lower
	const found = (stemmers[locale] ?? stemmerOf(locale))(lower) || lower
	if (cache.size >= CACHE_SIZE) cache.clear()
	if (word.length <= LONGEST_WORD) cache.set(word, found)
	return found
}
