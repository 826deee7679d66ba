import { isStopWord } from '#engines/text/stopwords'
import { stem } from '#engines/text/stem'
import { words } from '#engines/text/tokens'
import { locales, type Locale, type Localized } from '#platform/i18n'
import { themes } from '#programme/themes'

type Phrase = { theme: string; stems: string[] }

const stemsOf = (text: string, locale: Locale): string[] =>
	words(text).flatMap(({ text: word }) => {
		const written = word.toLowerCase()
		return isStopWord(written, locale) ? [] : [stem(written, locale)]
	})

/** By language, the names and keywords of the themes by their first stem. */
const phrases = new Map<Locale, Map<string, Phrase[]>>()
function phrasesIn(locale: Locale): Map<string, Phrase[]> {
	const known = phrases.get(locale)
	if (known) return known
	const all = themes.flatMap(({ key, name, keywords }) =>
		[name[locale], ...(keywords?.[locale] ?? [])].flatMap((words): Phrase[] => {
			const stems = words ? stemsOf(words, locale) : []
			return stems.length > 0 ? [{ theme: key, stems }] : []
		})
	)
	const byFirst = Map.groupBy(all, ({ stems }) => stems[0]!)
	phrases.set(locale, byFirst)
	return byFirst
}

/** Beyond this a text speaks of everything. */
const MOST = 3
const LONGEST = 4000

/**
 * The themes a call speaks of, for sources that name none: those whose name or keyword stands in it word for word, in the
 * title (any) or in the text (of two words or more), the most frequent first, at most three.
 */
export function themesRead({ title, text }: { title: Localized; text: Localized }): string[] {
	const counts = new Map<string, number>()
	for (const locale of locales)
		for (const [words, least, worth] of [
			[title[locale] ?? '', 1, 3],
			[(text[locale] ?? '').slice(0, LONGEST), 2, 1]
		] as const) {
			const stems = words ? stemsOf(words, locale) : []
			const known = phrasesIn(locale)
			stems.forEach((stem, at) => {
				for (const { theme, stems: phrase } of known.get(stem) ?? [])
					if (phrase.length >= least && phrase.every((each, place) => stems[at + place] === each))
						counts.set(theme, (counts.get(theme) ?? 0) + worth * phrase.length)
			})
		}
	return [...counts]
		.sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1))
		.slice(0, MOST)
		.map(([theme]) => theme)
}

/** The themes of an opportunity: those its source or the service names, else those it speaks of. */
export const themesOf = (row: { themes: string[]; title: Localized; text: Localized }): string[] =>
	row.themes.length > 0 ? row.themes : themesRead(row)
