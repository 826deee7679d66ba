import type { Selectable, Updateable } from 'kysely'
import { standingOf } from '#modules/network/standings.server'
import type { Ctx } from '#platform/ctx'
import { notFound } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import type { ListingTable } from '#platform/tables'
import { listingPolicy } from './policy.ts'
import type { ListingSide } from './schema.ts'
import type { ListingStatus } from './workflow.ts'

/** An offer or a need as it is stored. */
export type Listing = Omit<Selectable<ListingTable>, 'title' | 'text' | 'side' | 'status'> & {
	title: Localized
	text: Localized
	side: ListingSide
	status: ListingStatus
}

/** The subject of a listing in the trail. */
export const refOf = (id: string) => `listing:${id}`

export const listings = (ctx: Ctx) => ctx.db.selectFrom('listing').selectAll('listing').$castTo<Listing>()

/** One that the actor may see, with their standing in its organisation; 404 for any other. */
export async function readListing(ctx: Ctx, id: string) {
	return visible(ctx, await listings(ctx).where('id', '=', id).executeTakeFirst())
}

/** The same, locked until the transaction ends: what a verb is about to decide on. */
export async function lockListing(ctx: Ctx, id: string) {
	return visible(ctx, await listings(ctx).where('id', '=', id).forUpdate().executeTakeFirst())
}

async function visible(ctx: Ctx, listing: Listing | undefined) {
	const standing = listing && ctx.actor ? await standingOf(ctx, listing.organisationId) : null
	if (!listing || !listingPolicy.view(ctx.actor, listing, standing)) return notFound()
	return { listing, standing }
}

/** Writes what is given; every write moves the version on. Returns the row as it then is. Asks no permission. */
export async function writeListing(ctx: Ctx, id: string, values: Updateable<ListingTable>): Promise<Listing> {
	const row = await ctx.db
		.updateTable('listing')
		.set((eb) => ({ ...values, version: eb('version', '+', 1), updatedAt: ctx.now }))
		.where('id', '=', id)
		.returningAll()
		.executeTakeFirstOrThrow()
	return row as Listing
}
