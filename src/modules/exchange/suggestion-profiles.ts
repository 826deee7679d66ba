import type { Profile } from '#engines/matching/profile'
import type { Portrait } from '#modules/network/portraits.server'
import { locales, type Localized } from '#platform/i18n'
import { cooperationKind } from '#programme/cooperation-kinds'
import { pathOf, territory } from '#programme/territories'
import type { PublicListing } from './public-listing.ts'

/** What a suggestion is for, or whom it names: in the address, in the table of marks and in the index. */
export type Subject = `listing:${string}` | `organisation:${string}`

const joined = (...parts: Localized[]): Localized =>
	Object.fromEntries(
		locales.map((locale) => [locale, parts.flatMap((part) => part[locale] ?? []).join('\n')]).filter(([, text]) => text)
	)

const placed = (code: string | null) => ({
	territory: code === null ? [] : pathOf(code).map((each) => each.code),
	level: (code === null ? undefined : territory(code))?.kind ?? null
})

/** The people a local authority serves are those of its territory where it does not say otherwise. */
const servedBy = ({ kind, population, territory: code }: Pick<Portrait, 'kind' | 'population' | 'territory'>) =>
	population ?? (kind === 'local-authority' && code !== null ? (territory(code)?.population ?? null) : null)

/** An organisation as a whole: what it says of itself and what its experts are known for. */
export const organisationProfile = (portrait: Portrait): Profile => ({
	id: `organisation:${portrait.id}`,
	owner: portrait.id,
	role: 'organisation',
	country: portrait.country,
	kind: portrait.kind,
	...placed(portrait.territory),
	wish: null,
	population: servedBy(portrait),
	size: portrait.size,
	themes: [...new Set([...portrait.themes, ...portrait.expertThemes])],
	offers: [],
	needs: [],
	texts: joined(portrait.description, portrait.expertise),
	languages: portrait.languages,
	from: null,
	until: null
})

/**
 * An offer or a need. Of an anonymous one only what everybody may read of it: nothing of its organisation beyond its kind
 * may show through a reason or through its place in the list.
 */
export function listingProfile(listing: PublicListing, owner: string, portrait: Portrait | null): Profile {
	const known = listing.anonymous ? null : portrait
	// A place in the other country is where the partner is sought.
	const abroad = listing.territory !== null && pathOf(listing.territory)[0]?.code !== listing.country
	const mutual = listing.kinds.filter((kind) => cooperationKind(kind)?.mutual)
	return {
		id: `listing:${listing.id}`,
		owner,
		role: listing.side,
		country: listing.country,
		kind: listing.organisationKind,
		...placed(abroad || listing.territory === null ? (known?.territory ?? null) : listing.territory),
		wish: abroad ? listing.territory : null,
		population: known && servedBy(known),
		size: known?.size ?? null,
		themes: listing.themes,
		offers: listing.side === 'offer' ? listing.kinds : mutual,
		needs: listing.side === 'need' ? listing.kinds : mutual,
		texts: joined(listing.title, listing.text),
		languages: listing.languages.length > 0 ? listing.languages : (known?.languages ?? []),
		from: listing.periodFrom,
		until: listing.periodUntil
	}
}
