import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, RuleBroken } from '#platform/errors'
import { lockCall, refOfCall } from './call-rows.server.ts'
import { callPolicy } from './policy.ts'

export type SealedFiling = { application: string; reference: string; digest: string; filedAt: Date; late: boolean }

/**
 * The filings that stand at closing, by reference: what is published then, and what the record's leaves are made of. Empty
 * until the call has closed: who filed, and how many, is nobody's business before. `application` is the id, for the office
 * only.
 */
export const filingsOf = (ctx: Ctx, callId: string): Promise<SealedFiling[]> =>
	ctx.db
		.selectFrom('application')
		.innerJoin('filing', 'filing.id', 'application.filingId')
		.innerJoin('call', 'call.id', 'application.callId')
		.select(['application.id as application', 'application.reference', 'filing.digest', 'filing.filedAt', 'filing.late'])
		.where('application.callId', '=', callId)
		.where('application.status', 'not in', ['draft', 'withdrawn'])
		.where('call.status', 'in', ['closed', 'evaluation', 'panel', 'decided', 'announced'])
		.orderBy('application.reference')
		.execute()

/**
 * Opens the sealed files of a closed call, once: from then on the staff reads what was filed. The trail keeps the digests as
 * they were found. For those who run the call. Throws RuleBroken `error.applications.not_closed`, `error.applications.opened`.
 */
export async function openCall(ctx: Ctx, callId: string): Promise<SealedFiling[]> {
	return transact(ctx, async (ctx) => {
		const call = await lockCall(ctx, callId)
		authorize(callPolicy.run(ctx.actor, call))
		if (call.openedAt) throw new RuleBroken('error.applications.opened')
		// The job that closes may be a minute late; nobody reads a word before it has been there.
		if (call.status !== 'closed') throw new RuleBroken('error.applications.not_closed')
		await ctx.db
			.updateTable('call')
			.set({ openedAt: ctx.now, openedBy: ctx.actor.accountId, updatedAt: ctx.now })
			.where('id', '=', callId)
			.execute()
		const filings = await filingsOf(ctx, callId)
		await audit(ctx, 'call.opened', refOfCall(callId), {
			digests: Object.fromEntries(filings.map(({ reference, digest }) => [reference, digest]))
		})
		return filings
	})
}
