import type { Profile, Rules } from './profile.ts'

type Of<Key extends keyof Profile> = Pick<Profile, Key>

/** Part of a theme's weight that another theme of the same priority earns. */
const SAME_PRIORITY = 0.3
/** What a theme the other side does not share takes away: who does everything fits a little less. */
const OTHER_THEMES = 0.15

/**
 * How near two lists of themes are, 0 to 1: shared themes by their rarity (0.5 for a theme of everybody, 1 for the rarest),
 * themes of one priority a little (Tversky's index: the asker's themes weigh whole, the other's spare ones lightly).
 * Never less when one more of the asker's themes is shared.
 */
export function themeCloseness(
	asked: readonly string[],
	held: readonly string[],
	rarity: ReadonlyMap<string, number>,
	rules: Rules
): number {
	const naming = themeNaming(rules)
	const [one, other] = [asked.map(naming.numberOf), held.map(naming.numberOf)]
	return themesOf(one, rarity, naming, themeSets([other], naming))[0]!
}

/** Themes by number, so that many lists of them can be compared fast. */
export interface ThemeNaming {
	names: string[]
	/** A theme nobody spoke of before gets the next number. */
	numberOf: (theme: string) => number
	/** By number the priority's number; -1 for a theme without one. */
	priorities: number[]
}

export function themeNaming(rules: Rules): ThemeNaming {
	const names: string[] = []
	const priorities: number[] = []
	const numbers = new Map<string, number>()
	const known = [...new Set(Object.values(rules.themes))]
	const numberOf = (theme: string) => {
		let number = numbers.get(theme)
		if (number === undefined) {
			numbers.set(theme, (number = names.length))
			names.push(theme)
			priorities.push(known.indexOf(rules.themes[theme] ?? ''))
		}
		return number
	}
	return { names, numberOf, priorities }
}

/** Lists of themes, seen from the themes: which lists hold one, and which lists are alike to whoever shares none of theirs. */
export interface ThemeSets {
	/** By theme the lists that hold it. */
	holding: readonly Int32Array[]
	/** By list its class. */
	of: Int32Array
	/** How many themes a list of the class names, and the priorities they are of. */
	classes: readonly { length: number; priorities: readonly number[] }[]
}

/** The lists name a theme once. */
export function themeSets(lists: readonly (readonly number[])[], { names, priorities }: ThemeNaming): ThemeSets {
	const holding = names.map((): number[] => [])
	const numbers = new Map<string, number>()
	const classes: { length: number; priorities: number[] }[] = []
	const of = Int32Array.from(lists, (list, at) => {
		for (const theme of list) holding[theme]!.push(at)
		const own = [...new Set(list.map((theme) => priorities[theme]!))].filter((priority) => priority >= 0).sort((a, b) => a - b)
		const name = `${list.length}:${own.join()}`
		let number = numbers.get(name)
		if (number === undefined) {
			numbers.set(name, (number = classes.length))
			classes.push({ length: list.length, priorities: own })
		}
		return number
	})
	return { holding: holding.map((list) => Int32Array.from(list)), of, classes }
}

// What a question writes into, one for each set of lists: taken anew it would cost as much as the comparing.
const rooms = new WeakMap<
	ThemeSets,
	{ closeness: Float32Array; shared: Uint8Array; gained: Float64Array; placed: Float64Array }
>()

function roomFor(sets: ThemeSets) {
	const size = sets.of.length
	let room = rooms.get(sets)
	if (!room)
		rooms.set(
			sets,
			(room = {
				closeness: new Float32Array(size),
				shared: new Uint8Array(size),
				gained: new Float64Array(size),
				placed: new Float64Array(size)
			})
		)
	return room
}

/** `themeCloseness` of one asker to each of many lists. What is returned holds until the next call for the same lists. */
export function themesOf(
	asked: readonly number[],
	rarity: ReadonlyMap<string, number>,
	{ names, priorities }: ThemeNaming,
	sets: ThemeSets
): Float32Array {
	const { holding, of, classes } = sets
	const { closeness, shared, gained, placed } = roomFor(sets)
	if (asked.length === 0) return closeness.fill(0)
	const wholes = new Float64Array(1 + Math.max(0, ...priorities))
	for (const theme of asked) {
		const worth = rarity.get(names[theme]!) ?? 1
		const priority = priorities[theme]!
		if (priority >= 0) wholes[priority]! += worth
		for (const list of holding[theme] ?? []) {
			shared[list]!++
			gained[list]! += worth
			// What of it has a priority: it is no longer merely near.
			if (priority >= 0) placed[list]! += worth
		}
	}
	// What is asked of the priorities a list has a theme of.
	const near = Float64Array.from(classes, (one) => one.priorities.reduce((sum, priority) => sum + wholes[priority]!, 0))
	const sharingNone = Float32Array.from(classes, ({ length }, at) =>
		length === 0 ? 0 : (SAME_PRIORITY * near[at]!) / (asked.length + OTHER_THEMES * length)
	)
	for (let list = 0; list < of.length; list++) closeness[list] = sharingNone[of[list]!]!
	for (const theme of asked)
		for (const list of holding[theme] ?? []) {
			// Done already, by way of another theme.
			if (shared[list] === 0) continue
			const rest = near[of[list]!]! - placed[list]!
			// Sums of the same numbers in another order differ in the last digit.
			const nearly = rest > 1e-9 ? rest : 0
			const spare = classes[of[list]!]!.length - shared[list]!
			closeness[list] = (gained[list]! + SAME_PRIORITY * nearly) / (asked.length + OTHER_THEMES * spare)
			shared[list] = gained[list] = placed[list] = 0
		}
	return closeness
}

/** What `one` proposes that `other` seeks, what it seeks that `other` proposes, and what both seek or propose together. */
export function answered(one: Of<'offers' | 'needs'>, other: Of<'offers' | 'needs'>, rules: Rules): string[] {
	const answers = (kind: string, opposite: readonly string[], alike: readonly string[]) => {
		const rule = rules.cooperation[kind]
		return rule !== undefined && (rule.meets.some((met) => opposite.includes(met)) || (rule.mutual && alike.includes(kind)))
	}
	return [
		...one.needs.filter((kind) => answers(kind, other.offers, other.needs)),
		...one.offers.filter((kind) => answers(kind, other.needs, other.offers))
	]
}

/** Share of what `one` proposes and seeks that `other` answers, 0 to 1. */
export function fit(one: Of<'offers' | 'needs'>, other: Of<'offers' | 'needs'>, rules: Rules): number {
	const stated = one.offers.length + one.needs.length
	return stated === 0 ? 0 : answered(one, other, rules).length / stated
}

/** How far each suits the other, 0 to 1: the worse of the two ways, so that it is the same from both sides. */
export const mutualFit = (one: Of<'offers' | 'needs'>, other: Of<'offers' | 'needs'>, rules: Rules): number =>
	Math.min(fit(one, other, rules), fit(other, one, rules))

/** The same kind of organisation 1, the same sector 0.5. */
export function peerLikeness(one: string | null, other: string | null, rules: Rules): number {
	if (one === null || other === null) return 0
	if (one === other) return 1
	return rules.sectors[one] !== undefined && rules.sectors[one] === rules.sectors[other] ? 0.5 : 0
}

type Placed = Of<'territory' | 'level' | 'wish'>

/** One is where the other wishes to go. */
export const isWished = (one: Placed, other: Placed): boolean =>
	(one.wish !== null && other.territory.includes(one.wish)) || (other.wish !== null && one.territory.includes(other.wish))

/** 1 where one side wished for the other's territory, 0.6 for territories of one level (a department and an oblast). */
export function placeLikeness(one: Placed, other: Placed, rules: Rules): number {
	if (isWished(one, other)) return 1
	if (one.level === null || other.level === null) return 0
	return (rules.levels[one.level] ?? one.level) === (rules.levels[other.level] ?? other.level) ? 0.6 : 0
}

const sizes = ['micro', 'small', 'medium', 'large']
/** Eight times as many inhabitants are no longer alike. */
const DOUBLINGS = 3

/** Likeness of size, 0 to 1: by inhabitants where both are known, else by staff. */
export function sizeLikeness(one: Of<'population' | 'size'>, other: Of<'population' | 'size'>): number {
	if (one.population && other.population)
		return Math.max(0, 1 - Math.abs(Math.log2(one.population / other.population)) / DOUBLINGS)
	if (one.size === null || other.size === null || one.population || other.population) return 0
	return Math.max(0, 1 - Math.abs(sizes.indexOf(one.size) - sizes.indexOf(other.size)) / 2)
}

/** 1 with a language in common, 0 without or where it is not known. */
export const languageLikeness = (one: readonly string[], other: readonly string[]): number =>
	one.some((language) => other.includes(language)) ? 1 : 0

type Dated = Of<'from' | 'until'>

/** Whether the two have a day in common; a side that gives no dates is always there. */
export const overlap = (one: Dated, other: Dated): boolean =>
	!(one.until !== null && other.from !== null && one.until < other.from) &&
	!(other.until !== null && one.from !== null && other.until < one.from)

const isDated = ({ from, until }: Dated) => from !== null || until !== null

/** Periods both gave and that overlap 1; where one gave none 0.5; apart 0. */
export const periodLikeness = (one: Dated, other: Dated): number =>
	!overlap(one, other) ? 0 : isDated(one) && isDated(other) ? 1 : 0.5
