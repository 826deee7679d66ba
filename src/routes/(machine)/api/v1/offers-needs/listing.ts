import type { PublicListing } from '#modules/exchange/public-listing'
import { address } from '../../../open.ts'

/** An offer or a need as the API gives it: `organisation` is null where it asked not to appear. */
export const listingJson = (listing: PublicListing) => ({
	id: listing.id,
	reference: listing.reference,
	side: listing.side,
	url: address(`/en/exchange/${listing.id}`),
	title: listing.title,
	text: listing.text,
	themes: listing.themes,
	kinds: listing.kinds,
	languages: listing.languages,
	period: { from: listing.periodFrom, until: listing.periodUntil },
	country: listing.country,
	territory: listing.territory,
	anonymous: listing.anonymous,
	organisationKind: listing.organisationKind,
	organisation: listing.organisation && {
		id: listing.organisation.id,
		name: listing.organisation.name,
		url: address(`/en/network/${listing.organisation.id}`)
	},
	publishedAt: listing.publishedAt,
	expiresAt: listing.expiresAt
})
