import { type Locale } from '#platform/i18n'
import type { Localized } from '#platform/i18n'

/** What the search knows, in the order its filters show. */
export const itemKinds = [
	'organisation',
	'expert',
	'offer',
	'need',
	'event',
	'call',
	'project',
	'practice',
	'article',
	'opportunity',
	'report',
	'priority',
	'theme',
	'territory',
	'page'
] as const
export type ItemKind = (typeof itemKinds)[number]

/** A public thing as its module hands it to the index. Whatever is in here can be read by anybody. */
export type Item = {
	kind: ItemKind
	id: string
	/** Address of its page without the language, beginning with a slash. */
	path: string
	/** At least one language; at most 500 characters each count. */
	title: Localized
	/** Shown under the title; 2,000 characters each. */
	summary?: Localized | null
	/** Found and never shown; 40,000 characters each. */
	body?: Localized | null
	/** Other names that find it as its title does: an acronym, a former name. */
	names?: string[]
	/** Keys of themes; their names in all languages find the thing too. */
	themes?: string[]
	/** ISO codes; those of its territories are added. */
	countries?: string[]
	/** Codes of the territories it is in, not their ancestors. */
	territories?: string[]
	/** The day by which it is new: of publication, of an event's beginning. None for what has no age. */
	at?: Date | null
	/** How much it matters among things that match alike, 0 to 1; 0.5 unless said. */
	standing?: number
}

/** At most this many results can be paged through: who has not found it by then asks better than turning pages. */
export const PAGE_SIZE = 20
export const MOST_PAGES = 10

/** Above this many results the number and the counts beside the filters are no longer worked out. */
export const COUNTED = 2000

export type Question = {
	q: string
	kind?: ItemKind | null
	theme?: string | null
	country?: string | null
	territory?: string | null
	/** From 1. */
	page?: number
}

/** `count` is null above COUNTED results. */
export type Facet = { value: string; count: number | null }

export type Highlighted = { segments: { text: string; hit: boolean }[]; lang: Locale }

export type Found = {
	kind: ItemKind
	id: string
	path: string
	title: Highlighted
	/** Null where the thing has no summary. */
	excerpt: Highlighted | null
	at: Date | null
	themes: string[]
	countries: string[]
	territories: string[]
}

export type SearchResult = {
	/** How many there are; when `more`, at least as many. */
	total: number
	more: boolean
	items: Found[]
	page: number
	pages: number
	facets: { kind: Facet[]; theme: Facet[]; country: Facet[] }
	/** When little was found: other questions that find something. */
	suggestions: string[]
}
