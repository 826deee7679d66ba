import snowball from 'snowball-stemmers'
import { stemBulgarian } from './bulgarian.ts'
import { stemFrench } from './french.ts'

export type Locale = 'fr' | 'bg' | 'en'

const english = snowball.newStemmer('english')

const stemmers: Record<Locale, (word: string) => string> = {
	fr: stemFrench,
	bg: stemBulgarian,
	en: (word) => english.stem(word)
}

// Snowball in JavaScript runs at some 150,000 words a second; running text repeats its words.
const CACHE_SIZE = 50_000
const caches: Record<Locale, Map<string, string>> = { fr: new Map(), bg: new Map(), en: new Map() }

/** No word of the three languages is longer; what is longer is data, and is left as it is. */
const LONGEST_WORD = 64

/**
 * Stem of one word, in lower case and composed form. Never empty for a word that is not empty, never an error whatever
 * the characters; a word in another script than the language's comes back lower-cased.
 */
export function stem(word: string, locale: Locale): string {
	const cache = caches[locale]
	const known = cache.get(word)
	if (known !== undefined) return known
	const lower = word.toLowerCase().normalize('NFC')
	if (lower.length > LONGEST_WORD) return lower
	const found = stemmers[locale](lower) || lower
	if (cache.size >= CACHE_SIZE) cache.clear()
	if (word.length <= LONGEST_WORD) cache.set(word, found)
	return found
}
