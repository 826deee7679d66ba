/** Made-up public things in three languages: the same ones in every run, their words as unevenly common as in real texts. */
import { stopWords } from '../../src/engines/text/stopwords.ts'
import { words } from '../../src/engines/text/tokens.ts'
import bg from '../../src/messages/bg.json' with { type: 'json' }
import en from '../../src/messages/en.json' with { type: 'json' }
import fr from '../../src/messages/fr.json' with { type: 'json' }
import type { Item, ItemKind } from '../../src/modules/search/schema.ts'
import { locales, type Locale, type Localized } from '../../src/platform/i18n.ts'
import { priorities } from '../../programme/priorities.ts'
import { territories } from '../../programme/territories.ts'
import { themes } from '../../programme/themes.ts'

/** The same sequence of numbers in [0, 1) from the same seed (mulberry32). */
export function chance(seed: number): () => number {
	return () => {
		seed = (seed + 0x6d2b79f5) | 0
		let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
	}
}

const VOCABULARY = 30_000
const syllables: Record<Locale, string[]> = {
	fr: 'ba ré con ti on eur mon ta li té ver dé par cha pe ment res sou gi na tra vi or lo pu bli que ar chi val'.split(' '),
	bg: 'во да гра ди на ре ка об щи пла ми се ло за кон у чи ли ще мо ст ви то бе рег ко па ро дъ ща'.split(' '),
	en: 'wa ter tow ner ship en gar bri dge coun ty lea der ma ri ver pla ce min st or ex am ple net work st al ing ly'.split(' ')
}

/** From the most common word to the rarest: the site's own words by their frequency, then invented ones. */
export const vocabulary: Record<Locale, string[]> = Object.fromEntries(
	locales.map((locale) => {
		const counts = new Map<string, number>()
		const read = (text: string) => {
			for (const { text: word } of words(text.replace(/\{[^{}]*\}/g, ' ')))
				if (word.length > 2 && !stopWords[locale].has(word.toLowerCase()) && /^\p{L}+$/u.test(word))
					counts.set(word.toLowerCase(), (counts.get(word.toLowerCase()) ?? 0) + 1)
		}
		for (const text of Object.values({ fr, bg, en }[locale])) read(text)
		for (const { name, keywords } of themes) read([name[locale], ...(keywords?.[locale] ?? [])].join(' '))
		for (const { description } of priorities) read(description[locale])
		const random = chance(locale.charCodeAt(0))
		const known = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([word]) => word)
		const all = new Set(known)
		while (all.size < VOCABULARY)
			all.add(Array.from({ length: 2 + Math.floor(random() * 4) }, () => syllables[locale][Math.floor(random() * 30)]).join(''))
		return [locale, [...all]]
	})
) as Record<Locale, string[]>

// Zipf's law with Mandelbrot's shift: grammar has taken the first ranks, and it finds nothing.
const SHIFT = 15
const sums = new Float64Array(VOCABULARY)
for (let rank = 0, sum = 0; rank < VOCABULARY; rank++) sums[rank] = sum += 1 / (rank + SHIFT)

function rankOf(share: number): number {
	const wanted = share * sums[VOCABULARY - 1]!
	let low = 0
	let high = VOCABULARY - 1
	while (low < high) {
		const middle = (low + high) >> 1
		if (sums[middle]! < wanted) low = middle + 1
		else high = middle
	}
	return low
}

const kinds: [ItemKind, number][] = [
	['organisation', 0.35],
	['project', 0.2],
	['article', 0.15],
	['event', 0.1],
	['opportunity', 0.06],
	['practice', 0.05],
	['offer', 0.03],
	['need', 0.03],
	['call', 0.03]
]
const places = territories.filter(({ kind }) => kind !== 'country')
const YEAR = 365.25 * 24 * 3600 * 1000

/** The first `count` things; `now` is the end of their fifteen years. */
export function* publicThings(count: number, now: Date): Generator<Item> {
	const random = chance(2027)
	const between = (from: number, to: number) => from + Math.floor(random() * (to - from + 1))
	const text = (locale: Locale, length: number) => {
		const written = Array.from({ length }, () => vocabulary[locale][rankOf(random())]!).join(' ')
		return written[0]!.toUpperCase() + written.slice(1)
	}
	for (let i = 0; i < count; i++) {
		const spread = random()
		const start = between(0, 2)
		const languages = locales.map((_, at) => locales[(start + at) % 3]!).slice(0, spread < 0.45 ? 1 : spread < 0.75 ? 2 : 3)
		// Squared: half of the things are in a quarter of the places, as people are.
		const place = random() < 0.65 ? places[Math.floor(random() ** 2 * places.length)]! : undefined
		const title: Localized = {}
		const summary: Localized = {}
		const body: Localized = {}
		const [titleLength, summaryLength, bodyLength] = [between(3, 8), between(10, 30), between(20, 70)]
		const named = place && random() < 0.4
		for (const locale of languages) {
			title[locale] = text(locale, titleLength) + (named ? ` – ${place.name[locale]}` : '')
			summary[locale] = text(locale, summaryLength)
			body[locale] = text(locale, bodyLength)
		}
		let pickedKind = random()
		yield {
			kind: kinds.find(([, share]) => (pickedKind -= share) < 0)?.[0] ?? 'article',
			id: String(i),
			path: `/things/${i}`,
			title,
			summary,
			body,
			themes: Array.from({ length: between(0, 3) }, () => themes[Math.floor(random() ** 2 * themes.length)]!.key),
			countries: random() < 0.5 ? ['FR'] : ['BG'],
			territories: place ? [place.code] : [],
			at: new Date(now.getTime() - random() ** 1.5 * 15 * YEAR),
			standing: Math.round(random() * 100) / 100
		}
	}
}
