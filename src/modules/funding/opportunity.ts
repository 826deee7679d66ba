import type { Localized, MessageKey } from '#platform/i18n'

/** A cut-off. `zone` is the IANA zone its source counts in; `exact` is false when the source names only the day. */
export type Deadline = { at: string; zone: string; exact: boolean; name?: string }

/** Conditions a machine can look at; what a source does not say is not there. Amounts in cents of the opportunity's currency. */
export type OpportunityRules = {
	/** The fewest partners of a consortium, and the fewest countries they come from. */
	partnersMin?: number
	countriesMin?: number
	amountMinCents?: number
	amountMaxCents?: number
	/** The source says it is closed, whatever its dates. */
	closed?: boolean
	/** Several announcements under one identifier, in order of their deadline. */
	parts?: { name: string; opens: string | null; closes: string | null; budgetCents: number | null }[]
}

/** What a source says of one opportunity, read and checked. Instants are ISO texts in UTC. */
export type Announced = {
	/** As the source calls it; one source never gives two opportunities the same. */
	identifier: string
	/** A key of `programme/funding-programmes.ts`. */
	programme: string | null
	title: Localized
	text: Localized
	url: string | null
	budgetCents: number | null
	currency: string
	/** Percent of the cost that is paid. */
	rateMin: number | null
	rateMax: number | null
	opensAt: string | null
	deadlines: Deadline[]
	/** Keys of organisation kinds, ISO codes of countries, codes of territories, keys of themes; none means no limit is known. */
	kinds: string[]
	countries: string[]
	territories: string[]
	themes: string[]
	rules: OpportunityRules
}

/** A value that could not be read: `row` counts the source's records from 1, `value` is its beginning. */
export type Unreadable = { row: number; field: string | null; value: string; message: MessageKey; identifier?: string }

/**
 * A payload as a connector has read it. `read` counts its records; `complete` when what is missing from it has ended. `total`
 * is how many records the source says it has, where a payload is one page of them.
 */
export type Reading = { read: number; items: Announced[]; unreadable: Unreadable[]; complete: boolean; total?: number }

/** One interface for every source: pure parsing, no network, no database, no clock of its own. */
export type Connector = {
	key: string
	read: (payload: Uint8Array, given: { now: Date; contentType?: string | null }) => Reading | Promise<Reading>
}

/** The fields whose changes are kept, in the order a history shows them. */
export const trackedFields = [
	'title',
	'deadlines',
	'opensAt',
	'budgetCents',
	'currency',
	'rateMin',
	'rateMax',
	'rules',
	'kinds',
	'countries',
	'territories',
	'programme',
	'themes',
	'url',
	'text'
] as const satisfies readonly (keyof Announced)[]
export type TrackedField = (typeof trackedFields)[number]
/** `status` is kept only when an opportunity vanishes from its source or is back. */
export type ChangedField = TrackedField | 'status'

/** Those that an alert is worth. */
export const alertFields: readonly ChangedField[] = [
	'deadlines',
	'budgetCents',
	'rateMin',
	'rateMax',
	'rules',
	'kinds',
	'countries',
	'territories',
	'status'
]

export const nothingAnnounced: Omit<Announced, 'identifier' | 'title'> = {
	programme: null,
	text: {},
	url: null,
	budgetCents: null,
	currency: 'EUR',
	rateMin: null,
	rateMax: null,
	opensAt: null,
	deadlines: [],
	kinds: [],
	countries: [],
	territories: [],
	themes: [],
	rules: {}
}

/** Text that is the same for values that say the same, whatever the order of their keys. */
export const canonical = (value: unknown): string =>
	JSON.stringify(value ?? null, (_, inner: unknown) =>
		inner && typeof inner === 'object' && !Array.isArray(inner)
			? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
			: inner
	)

/** The tracked fields in which two differ. */
export const changedFields = (before: Partial<Announced>, after: Partial<Announced>): TrackedField[] =>
	trackedFields.filter((field) => canonical(before[field]) !== canonical(after[field]))
