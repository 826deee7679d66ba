import type { Locale } from '#engines/text/stem'
import type { Bridge } from './bridge.ts'
import type { Profile, Role, Rules } from './profile.ts'
import { themeNaming, themeSets, type ThemeNaming, type ThemeSets } from './signals.ts'
import { learnWord, newVocabulary, weightOfHeld, wordsOf, type Vocabulary } from './vocabulary.ts'

/** The different values of one trait, and which each profile has: a trait is then compared once per value, not per profile. */
export interface Column<Value> {
	values: Value[]
	of: Int32Array
}

/** Profiles of one role in one country, and which value of each column each of them has: read in this order, it is read fast. */
export interface Group {
	role: Role
	country: string
	rows: Int32Array
	of: Map<Column<unknown>, Int32Array>
}

/** Profiles ready to be asked. Never changes once finished. */
export interface Index {
	rules: Rules
	vocabulary: Vocabulary
	/** Texts the rarity of words is counted in. */
	texts: number
	rarity: ReadonlyMap<string, number>
	ids: readonly string[]
	owners: readonly string[]
	numbers: ReadonlyMap<string, number>
	/** Who can be met together: profiles of one role in one country. */
	groups: Group[]
	naming: ThemeNaming
	themes: Column<readonly number[]>
	themeSets: ThemeSets
	cooperation: Column<Pick<Profile, 'offers' | 'needs'>>
	kind: Column<string | null>
	place: Column<Pick<Profile, 'territory' | 'level' | 'wish'>>
	size: Column<Pick<Profile, 'population' | 'size'>>
	languages: Column<readonly string[]>
	period: Column<Pick<Profile, 'from' | 'until'>>
	/** Texts of profile n: from firstText[n] to firstText[n + 1]; words of text n: from firstWord[n] to firstWord[n + 1]. */
	firstText: Int32Array
	firstWord: Int32Array
	words: Int32Array
	/** Of each word in its text, every text being of length 1. */
	weights: Float32Array
	/** By country, since nobody is held against their own: most words of a question stand in no text of another. */
	held: ReadonlyMap<string, Held>
}

/** The same from the other side: texts that hold word n, from firstHolder[n] to firstHolder[n + 1], and its weight in each. */
export interface Held {
	firstHolder: Int32Array
	holders: Int32Array
	holderWeights: Float32Array
}

const growing = <Value>() => {
	const numbers = new Map<string, number>()
	const values: Value[] = []
	const of: number[] = []
	return {
		add(key: string, value: Value) {
			let number = numbers.get(key)
			if (number === undefined) {
				numbers.set(key, (number = values.length))
				values.push(value)
			}
			of.push(number)
		},
		finish: (): Column<Value> => ({ values, of: Int32Array.from(of) })
	}
}

/**
 * Takes profiles a few at a time, so that whoever builds a large index can let others work in between. An id that comes
 * twice is refused with a RangeError.
 */
export function indexBuilder(bridge: Bridge, rules: Rules) {
	const vocabulary = newVocabulary(bridge)
	const ids: string[] = []
	const owners: string[] = []
	const numbers = new Map<string, number>()
	const groups = new Map<string, { role: Role; country: string; rows: number[] }>()
	const naming = themeNaming(rules)
	const themes = growing<readonly number[]>()
	const cooperation = growing<Pick<Profile, 'offers' | 'needs'>>()
	const kind = growing<string | null>()
	const place = growing<Pick<Profile, 'territory' | 'level' | 'wish'>>()
	const size = growing<Pick<Profile, 'population' | 'size'>>()
	const languages = growing<readonly string[]>()
	const period = growing<Pick<Profile, 'from' | 'until'>>()
	const firstText = [0]
	const firstWord = [0]
	let words = new Int32Array(1024)
	let filled = 0

	function add(profile: Profile) {
		if (numbers.has(profile.id)) throw new RangeError(`profile ${profile.id} comes twice`)
		const row = ids.length
		numbers.set(profile.id, row)
		ids.push(profile.id)
		owners.push(profile.owner)
		const group = `${profile.role}:${profile.country}`
		const known = groups.get(group)
		if (known) known.rows.push(row)
		else groups.set(group, { role: profile.role, country: profile.country, rows: [row] })
		const { offers, needs, territory, level, wish, population, from, until } = profile
		themes.add(profile.themes.join(), profile.themes.map(naming.numberOf))
		cooperation.add(`${offers.join()}|${needs.join()}`, { offers, needs })
		kind.add(profile.kind ?? '', profile.kind)
		place.add(`${territory.join('/')}|${level}|${wish}`, { territory, level, wish })
		const about = population === null ? null : twoFigures(population)
		size.add(`${about}|${profile.size}`, { population: about, size: profile.size })
		languages.add(profile.languages.join(), profile.languages)
		period.add(`${from}|${until}`, { from, until })
		for (const [locale, text] of Object.entries(profile.texts) as [Locale, string][]) {
			const terms = wordsOf(text, locale)
			if (terms.length === 0) continue
			if (filled + terms.length > words.length) {
				const larger = new Int32Array(2 * words.length + terms.length)
				larger.set(words)
				words = larger
			}
			for (const term of terms) words[filled++] = learnWord(vocabulary, term)
			firstWord.push(filled)
		}
		firstText.push(firstWord.length - 1)
	}

	function finish(): Index {
		const texts = firstWord.length - 1
		const weights = new Float32Array(filled)
		const wordWeights = Float32Array.from(vocabulary.held, (held) => weightOfHeld(held, texts))
		for (let text = 0; text < texts; text++) {
			let square = 0
			for (let at = firstWord[text]!; at < firstWord[text + 1]!; at++) square += wordWeights[words[at]!]! ** 2
			const length = Math.sqrt(square)
			for (let at = firstWord[text]!; at < firstWord[text + 1]!; at++) weights[at] = wordWeights[words[at]!]! / length
		}
		const columns = {
			themes: themes.finish(),
			cooperation: cooperation.finish(),
			kind: kind.finish(),
			place: place.finish(),
			size: size.finish(),
			languages: languages.finish(),
			period: period.finish()
		}
		const written = {
			firstText: Int32Array.from(firstText),
			firstWord: Int32Array.from(firstWord),
			words: words.slice(0, filled),
			weights
		}
		const countries = Map.groupBy(groups.values(), ({ country }) => country)
		return {
			rules,
			vocabulary,
			texts,
			rarity: rarityOf(columns.themes, ids.length, naming),
			naming,
			themeSets: themeSets(columns.themes.values, naming),
			ids,
			owners,
			numbers,
			groups: [...groups.values()].map(({ role, country, rows }) => ({
				role,
				country,
				rows: Int32Array.from(rows),
				of: new Map(Object.values(columns).map((column) => [column, Int32Array.from(rows, (row) => column.of[row]!)]))
			})),
			...columns,
			...written,
			held: new Map(
				[...countries].map(([country, of]) => [
					country,
					heldBy(
						of.flatMap(({ rows }) => rows),
						written,
						vocabulary.words.length
					)
				])
			)
		}
	}
	return { add, finish }
}

/** Turns the texts of these profiles and their words into words and their texts. */
function heldBy(
	rows: readonly number[],
	{ firstText, firstWord, words, weights }: Pick<Index, 'firstText' | 'firstWord' | 'words' | 'weights'>,
	count: number
): Held {
	const texts = rows.flatMap((row) =>
		Array.from({ length: firstText[row + 1]! - firstText[row]! }, (_, at) => firstText[row]! + at)
	)
	const firstHolder = new Int32Array(count + 1)
	for (const text of texts) for (let at = firstWord[text]!; at < firstWord[text + 1]!; at++) firstHolder[words[at]! + 1]!++
	for (let word = 0; word < count; word++) firstHolder[word + 1]! += firstHolder[word]!
	const next = firstHolder.slice()
	const holders = new Int32Array(firstHolder[count]!)
	const holderWeights = new Float32Array(holders.length)
	for (const text of texts)
		for (let at = firstWord[text]!; at < firstWord[text + 1]!; at++) {
			const place = next[words[at]!]!++
			holders[place] = text
			holderWeights[place] = weights[at]!
		}
	return { firstHolder, holders, holderWeights }
}

/** 41,283 is about 41,000: near enough to compare towns, and the numbers to compare become few. */
const twoFigures = (count: number): number => Number(count.toPrecision(2))

/** Theme → what sharing it is worth: 0.5 where everybody has it, towards 1 the fewer do. */
function rarityOf({ values, of }: Column<readonly number[]>, profiles: number, { names }: ThemeNaming): Map<string, number> {
	const sets = new Int32Array(values.length)
	for (const set of of) sets[set]!++
	const counts = new Map<number, number>()
	values.forEach((themes, set) => {
		for (const theme of themes) counts.set(theme, (counts.get(theme) ?? 0) + sets[set]!)
	})
	const most = Math.log(1 + profiles)
	return new Map(
		[...counts].map(([theme, count]) => [names[theme]!, 0.5 + 0.5 * (Math.log((1 + profiles) / (1 + count)) / most)])
	)
}
