import type { Localized } from '#platform/i18n'
import { pathOf } from '#programme/territories'
import type { ListingSide } from './schema.ts'

/** What everybody may read of an offer or a need. */
export type PublicListing = {
	id: string
	reference: string
	side: ListingSide
	title: Localized
	text: Localized
	themes: string[]
	kinds: string[]
	languages: string[]
	periodFrom: string | null
	periodUntil: string | null
	country: string
	/** Null for anywhere in the country; of an anonymous one, the region it lies in. */
	territory: string | null
	anonymous: boolean
	organisationKind: string
	/** Null for an anonymous one. */
	organisation: { id: string; name: Localized; latin: string | null } | null
	publishedAt: Date
	expiresAt: Date
	updatedAt: Date
}

type Stored = Omit<PublicListing, 'organisation' | 'organisationKind' | 'publishedAt' | 'expiresAt'> & {
	publishedAt: Date | null
	expiresAt: Date | null
}
type Behind = { id: string; name: Localized; latin: string | null; kind: string }

/**
 * The one place that says what is public of a published offer or need: pages, search, feeds and the API show what comes
 * out of here and nothing else. Of an anonymous one that is the kind of organisation, the country and the region.
 */
export const asPublic = (listing: Stored, organisation: Behind): PublicListing => ({
	id: listing.id,
	reference: listing.reference,
	side: listing.side,
	title: listing.title,
	text: listing.text,
	themes: listing.themes,
	kinds: listing.kinds,
	languages: listing.languages,
	periodFrom: listing.periodFrom,
	periodUntil: listing.periodUntil,
	country: listing.country,
	territory: listing.anonymous ? regionOf(listing.territory) : listing.territory,
	anonymous: listing.anonymous,
	organisationKind: organisation.kind,
	organisation: listing.anonymous ? null : { id: organisation.id, name: organisation.name, latin: organisation.latin },
	// The database holds that what is published has both.
	publishedAt: listing.publishedAt!,
	expiresAt: listing.expiresAt!,
	updatedAt: listing.updatedAt
})

/** The region a territory lies in, itself if it is one or a country; null for none. */
export const regionOf = (code: string | null): string | null => {
	if (code === null) return null
	const path = pathOf(code)
	return (path[1] ?? path[0])?.code ?? null
}
