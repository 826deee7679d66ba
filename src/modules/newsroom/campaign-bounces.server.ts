import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { readReturned, type Returned } from '#platform/mail-returns.server'
import { letterOfMessageId } from './campaign-composing.server.ts'
import { endAllSubscriptions } from './subscription-preferences.server.ts'
import { readers, refOfReader } from './subscription-rows.server.ts'

/** After so many letters came back for a passing reason within so many days, an address is stopped. */
const SOFT_MOST = 5
const SOFT_DAYS = 90

/**
 * Takes in what a mail server returned: a delivery status notification (RFC 3464) or a complaint (RFC 5965). It counts
 * only with the message id of a letter of ours in it, which nobody can guess. Returns what came of it.
 */
export async function receiveReturned(ctx: Ctx, source: Buffer): Promise<'hard' | 'soft' | 'complaint' | 'ignored'> {
	const report = await readReturned(source)
	const letter = report && letterOfMessageId(report.original)
	if (!report || !letter) return 'ignored'
	return transact(ctx, async (ctx) => ((await returned(ctx, letter, report)) ? report.kind : 'ignored'))
}

/** Writes down that a letter came back, and stops the address when it must be. False when that letter is not known. */
export async function returned(
	ctx: Ctx,
	{ campaignId, readerId }: { campaignId: string; readerId: string },
	{ kind, status, diagnostic }: Pick<Returned, 'kind' | 'status' | 'diagnostic'>
): Promise<boolean> {
	const reader = await readers(ctx).where('id', '=', readerId).forUpdate().executeTakeFirst()
	const letter = await ctx.db
		.selectFrom('campaignLetter')
		.select('status')
		.where('campaignId', '=', campaignId)
		.where('subscriberId', '=', readerId)
		.executeTakeFirst()
	if (!reader || !letter) return false
	const fresh = await ctx.db
		.insertInto('bounce')
		.values({ id: uuidv7(), campaignId, subscriberId: readerId, kind, status, diagnostic, receivedAt: ctx.now })
		.onConflict((conflict) => conflict.constraint('bounce_once_unique').doNothing())
		.returning('id')
		.executeTakeFirst()
	// The same notification twice says nothing new.
	if (!fresh) return true
	if (kind === 'complaint') await endAllSubscriptions(ctx, reader, 'complaint')
	else if (kind === 'hard')
		await ctx.db
			.updateTable('campaignLetter')
			.set({ status: 'bounced', runId: null, error: [status, diagnostic].filter(Boolean).join(' ') })
			.where('campaignId', '=', campaignId)
			.where('subscriberId', '=', readerId)
			.execute()
	const stop = kind === 'hard' || (kind === 'soft' && (await softOnes(ctx, readerId)) >= SOFT_MOST)
	if (stop && !reader.stoppedAt) {
		await ctx.db.updateTable('subscriber').set({ stoppedAt: ctx.now, stopReason: kind }).where('id', '=', readerId).execute()
		await audit(ctx, 'subscriber.stopped', refOfReader(readerId), { reason: kind, status })
	}
	return true
}

async function softOnes(ctx: Ctx, readerId: string): Promise<number> {
	const { count } = await ctx.db
		.selectFrom('bounce')
		.select(({ fn }) => fn.countAll<number>().as('count'))
		.where('subscriberId', '=', readerId)
		.where('kind', '=', 'soft')
		.where('receivedAt', '>', new Date(ctx.now.getTime() - SOFT_DAYS * 86_400_000))
		.executeTakeFirstOrThrow()
	return Number(count)
}
