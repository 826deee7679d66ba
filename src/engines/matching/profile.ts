import type { Locale } from '#engines/text/stem'

/** What is matched: an offer, a need, an organisation as a whole, or a project idea that is not published. */
export type Role = 'offer' | 'need' | 'organisation' | 'idea'

export interface Profile {
	id: string
	/** Whose it is: nothing is suggested to its own owner. */
	owner: string
	role: Role
	country: string
	/** Kind of organisation, for what is alike. */
	kind: string | null
	/** Codes of where it is, the widest first. */
	territory: readonly string[]
	/** Level of that place: municipality, department … */
	level: string | null
	/** Where the other side should be. */
	wish: string | null
	/** People served. */
	population: number | null
	size: string | null
	themes: readonly string[]
	/** Kinds of cooperation it proposes, and those it seeks. */
	offers: readonly string[]
	needs: readonly string[]
	/** What it says of itself, by language, in its own words. */
	texts: Readonly<Partial<Record<Locale, string>>>
	/** Languages it can work in. */
	languages: readonly string[]
	/** Days as YYYY-MM-DD; null for no limit. */
	from: string | null
	until: string | null
}

export const signals = ['theme', 'text', 'kind', 'mutual', 'peer', 'place', 'size', 'language', 'period'] as const
export type Signal = (typeof signals)[number]

/** How much each signal counts; only their proportions matter. */
export type Weights = Readonly<Record<Signal, number>>

/** What the engine must be told of the programme. */
export interface Rules {
	weights: Weights
	/** Theme → its priority. */
	themes: Readonly<Record<string, string>>
	/** Kind of cooperation → the kinds of the other side that answer it, and whether two that seek it answer each other. */
	cooperation: Readonly<Record<string, { meets: readonly string[]; mutual: boolean }>>
	/** Kind of organisation → its sector. */
	sectors: Readonly<Record<string, string>>
	/** Levels of territory that answer one another across the border, by one name. */
	levels: Readonly<Record<string, string>>
}

/** Whom each role can meet. */
export const counterparts: Readonly<Record<Role, readonly Role[]>> = {
	need: ['offer', 'organisation'],
	offer: ['need', 'organisation'],
	organisation: ['offer', 'need', 'organisation'],
	idea: ['offer', 'organisation']
}
