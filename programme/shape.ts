import type { Locale, Localized } from '#platform/i18n'
import type { Currency } from '#platform/money'

/** A text that must be there in every language of the house. */
export type InEveryLanguage = Required<Localized>

/** What makes a deployment *this* programme. Nothing in the code may know more about it than is said here. */
export type Programme = {
	key: string
	name: InEveryLanguage
	description: InEveryLanguage
	/** First the one whose institute runs the service, then the one where it works: its zone is `timeZone`. */
	countries: Country[]
	languages: Locale[]
	defaultLanguage: Locale
	/** The zone of every instant shown, and the one shown beside a deadline. */
	timeZone: string
	secondTimeZone: string
	/** Where the service sits: what its papers are dated from. */
	city: InEveryLanguage
	currency: Currency
	/** The currency amounts had before; `rate` of it make one of the present currency. */
	oldCurrency: { code: Currency; rate: number } | null
	contact: Contact
	openData: OpenData
	services: Service[]
	priorities: Priority[]
}

/**
 * `code` is the ISO 3166-1 code, and the code of the country's territory. The authorities are those one may turn to about
 * personal data and about accessibility, where the messages name none for the country.
 */
export type Country = {
	code: string
	name: InEveryLanguage
	privacyAuthority?: Authority | undefined
	accessibilityAuthority?: Authority | undefined
}
export type Authority = { name: InEveryLanguage; url: string }

export type Contact = {
	organisation: InEveryLanguage
	address: InEveryLanguage
	email: string
	phone: string | null
}

/** Who publishes the open data, as the registers of each standard know it. */
export type OpenData = {
	/** Its identifier in IATI, as https://org-id.guide writes them. */
	organisation: string
	/** Code of the IATI list OrganisationType: 10 is a government. */
	organisationType: string
	/** What 360Giving gave it to begin its identifiers with. */
	givingPrefix: string
	siret: string
}

export type Service = {
	key: string
	name: InEveryLanguage
	/** The same in every language: it stands in references. */
	acronym: string
	description: InEveryLanguage
}

/** `key` is also the address of its page; a paragraph of `description` ends with an empty line. */
export type Priority = {
	key: string
	name: InEveryLanguage
	summary: InEveryLanguage
	description: InEveryLanguage
	themes: string[]
}

export type Theme = {
	key: string
	name: InEveryLanguage
	priority: string
	/** Sustainable Development Goals, 1 to 17. */
	sdgs: number[]
	/** OECD-CRS purpose codes, the nearest first. */
	oecd: string[]
	/** Other words people use for it, for the search. */
	keywords?: Partial<Record<Locale, string[]>>
}

export type OrganisationKind = { key: string; name: InEveryLanguage; sector: OrganisationSector }

export type OrganisationSector = 'public' | 'private' | 'civil-society' | 'knowledge' | 'international' | 'media'

export type CooperationKind = {
	key: string
	name: InEveryLanguage
	/** The kinds on the other side, an offer's for a need and a need's for an offer, that answer this one. */
	meets: string[]
	/** Whether two needs or two offers of this kind fit each other too: both sides seek the same. */
	mutual: boolean
}

/** `district`: maps and dashboards show these, where there are any, instead of the regions they lie in. */
export type TerritoryKind = { key: string; name: InEveryLanguage; district?: boolean }

export type Territory = {
	code: string
	kind: string
	parent: string | null
	name: InEveryLanguage
	/** Its own name in Latin letters, by the rule of its country. */
	latin: string
	/** Its French name, where French does not write it as `latin`. */
	exonym: string | null
	nuts: string | null
	iso: string | null
	insee: string | null
	lat: number
	lon: number
	population: number | null
}
