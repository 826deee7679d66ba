import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { listingRules } from '#programme/listing-rules'
import { unindexListing } from './indexing.server.ts'
import { listings, refOf, writeListing } from './listing-rows.server.ts'
import { expiredMail, runningOutMail } from './listing-mails.server.ts'

const DAY = 86_400_000

/**
 * Every day: writes to the people of what runs out in `reminderDays`, once, and takes off the board what has run out.
 * One transaction each, so that one that fails keeps none of the others from its end.
 */
export async function expireListings(ctx: Ctx): Promise<{ reminded: number; expired: number }> {
	const soon = new Date(ctx.now.getTime() + listingRules.reminderDays * DAY)
	const due = await ctx.db
		.selectFrom('listing')
		.select('id')
		.where('status', '=', 'published')
		.where('expiresAt', '<=', soon)
		.where((eb) => eb.or([eb('expiresAt', '<=', ctx.now), eb('remindedAt', 'is', null)]))
		.orderBy('expiresAt')
		.execute()
	const count = { reminded: 0, expired: 0 }
	for (const { id } of due) {
		const outcome = await transact(ctx, (ctx) => expireOrRemind(ctx, id, soon))
		if (outcome) count[outcome]++
	}
	return count
}

async function expireOrRemind(ctx: Ctx, id: string, soon: Date): Promise<'reminded' | 'expired' | null> {
	// Renewed, closed or taken by another worker since it was listed: left alone.
	const listing = await listings(ctx)
		.where('id', '=', id)
		.where('status', '=', 'published')
		.where('expiresAt', '<=', soon)
		.forUpdate()
		.skipLocked()
		.executeTakeFirst()
	if (!listing) return null
	if (listing.expiresAt! <= ctx.now) {
		const written = await writeListing(ctx, id, { status: 'expired' })
		await unindexListing(ctx, listing)
		await audit(ctx, 'listing.expired', refOf(id))
		await expiredMail(ctx, written)
		return 'expired'
	}
	if (listing.remindedAt) return null
	await runningOutMail(ctx, await writeListing(ctx, id, { remindedAt: ctx.now }))
	return 'reminded'
}
