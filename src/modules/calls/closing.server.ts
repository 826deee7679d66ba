import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { indexCall } from './call-indexing.server.ts'
import { calls, refOfCall, writeCall } from './call-rows.server.ts'
import { publicCall } from './calls.server.ts'
import { recordClosing } from './record-steps.server.ts'

/** Every minute: closes what has come to its instant. Whether a file is in time is asked at its filing, not here. Returns how many. */
export async function closeDueCalls(ctx: Ctx): Promise<number> {
	const due = await ctx.db
		.selectFrom('call')
		.select('id')
		.where('status', '=', 'published')
		.where('closesAt', '<=', ctx.now)
		.orderBy('closesAt')
		.execute()
	let closed = 0
	for (const { id } of due) if (await closeCall(ctx, id)) closed++
	return closed
}

/** Closes one call whose instant has come. Returns whether there was anything to close. */
export async function closeCall(ctx: Ctx, id: string): Promise<boolean> {
	return transact(ctx, async (ctx) => {
		// Extended, cancelled or closed by another worker since it was listed: left alone.
		const call = await calls(ctx)
			.where('id', '=', id)
			.where('status', '=', 'published')
			.where('closesAt', '<=', ctx.now)
			.forUpdate()
			.executeTakeFirst()
		if (!call) return false
		// A filing of the last second holds its row until it is stored: the list below must have it.
		await ctx.db.selectFrom('application').select('id').where('callId', '=', id).orderBy('id').forUpdate().execute()
		const filed = await digestsOf(ctx, id)
		const written = await writeCall(ctx, id, { status: 'closed' })
		await audit(ctx, 'call.closed', refOfCall(id), { filed: filed.length })
		await indexCall(ctx, written)
		await recordClosing(ctx, id)
		return true
	})
}

const digestsOf = (ctx: Ctx, callId: string) =>
	ctx.db
		.selectFrom('application')
		.innerJoin('filing', 'filing.id', 'application.filingId')
		.select(['application.reference', 'filing.digest', 'filing.filedAt'])
		.where('application.callId', '=', callId)
		.where('application.status', 'not in', ['draft', 'withdrawn'])
		.orderBy('application.reference')
		.execute()

/** What was filed, by reference and salted digest, for anybody who kept a receipt; nothing before closing. */
export async function filedDigests(ctx: Ctx, callId: string) {
	const call = await publicCall(ctx, callId)
	return call.status === 'published' || call.status === 'cancelled' ? [] : digestsOf(ctx, callId)
}
