import { sql } from 'kysely'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'

/**
 * Forgets sign-ups that nobody confirmed, readers who have agreed to nothing since `before` (with the records of their
 * former consents), and who got the letters of campaigns that ended earlier: their figures stay. Returns how many rows.
 */
export async function forgetReaders(ctx: Ctx, before: Date): Promise<number> {
	return transact(ctx, async (ctx) => {
		const requests = await ctx.db.deleteFrom('subscriptionRequest').where('expiresAt', '<=', ctx.now).executeTakeFirst()
		const readers = await sql`delete from subscriber s where s.created_at <= ${before} and not exists (
			select from subscription c where c.subscriber_id = s.id and (c.ended_at is null or c.ended_at > ${before}))`.execute(ctx.db)
		const letters = await sql`delete from campaign_letter l using campaign c
			where c.id = l.campaign_id and c.status in ('sent', 'cancelled') and c.ended_at <= ${before}`.execute(ctx.db)
		return Number(requests.numDeletedRows) + Number(readers.numAffectedRows) + Number(letters.numAffectedRows)
	})
}
