import { audit } from '#platform/audit.server'
import { instantOf } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import { programme } from '#programme/programme'
import { indexCall } from './call-indexing.server.ts'
import { cancelledMail, extendedMail } from './call-mails.server.ts'
import { problemsOfCall, type CallProblem } from './call-problems.ts'
import { callParts, lockCall, officeCalls, refOfCall, writeCall, type Call } from './call-rows.server.ts'
import { publishNewest, workingForm } from './form-versions.server.ts'
import { callPolicy } from './policy.ts'
import { recordPublication } from './record-steps.server.ts'
import { newSeed } from './seeds.server.ts'
import { canMoveCall } from './workflow.ts'

/** The check list of a call: what keeps it from being published, and what would be better. For the office. */
export async function checkCall(ctx: Ctx, id: string): Promise<CallProblem[]> {
	const call = callPolicy.view(ctx.actor) ? await officeCalls(ctx).where('id', '=', id).executeTakeFirst() : undefined
	return call ? problemsIn(ctx, call) : notFound()
}

const problemsIn = async (ctx: Ctx, call: Call) =>
	problemsOfCall(call, await callParts(ctx, call.id), (await workingForm(ctx, call.id)).definition, ctx.now)

/**
 * Publishes a draft: from here its rules stand. Its form gets the call's amounts, and the seed of the draw is committed to
 * unless a public source was named. Throws RuleBroken `error.call.incomplete` while its check list has errors.
 */
export async function publishCall(ctx: Ctx, id: string, { version }: { version: number }): Promise<void> {
	await transact(ctx, async (ctx) => {
		const call = await lockCall(ctx, id)
		authorize(callPolicy.publish(ctx.actor, call))
		if (!canMoveCall(call.status, 'published')) throw new RuleBroken('error.call.published')
		if (call.version !== version) throw new RuleBroken('error.stale')
		if ((await problemsIn(ctx, call)).some(({ severity }) => severity === 'error')) throw new RuleBroken('error.call.incomplete')
		await publishNewest(ctx, id, call.rules)
		const seed = call.seedSource.kind === 'public' ? null : await newSeed()
		const written = await writeCall(ctx, id, {
			status: 'published',
			publishedAt: ctx.now,
			publishedBy: ctx.actor.accountId,
			...(seed && { seedCommitment: seed.commitment, seedSource: JSON.stringify(seed.source) })
		})
		await audit(ctx, 'call.published', refOfCall(id), { closesAt: written.closesAt, commitment: written.seedCommitment })
		await indexCall(ctx, written)
		await recordPublication(ctx, id)
	})
}

/**
 * Moves the closing of a published call to a later instant (`2027-06-01T17:00` in the programme's zone), never an earlier one,
 * and tells everyone who has a draft or has filed. Throws RuleBroken after the closing: what closed stays closed.
 */
export async function extendCall(
	ctx: Ctx,
	id: string,
	{ version, closesAt: typed, reason }: { version: number; closesAt: string | null; reason: string }
): Promise<void> {
	await transact(ctx, async (ctx) => {
		const call = await lockCall(ctx, id)
		authorize(callPolicy.publish(ctx.actor, call))
		if (call.status !== 'published' || call.closesAt! <= ctx.now) throw new RuleBroken('error.call.over')
		if (call.version !== version) throw new RuleBroken('error.stale')
		if (reason.length < 10) throw new RuleBroken('error.call.reason', 'reason', {}, 422)
		const closesAt = typed ? instantOf(typed, programme.timeZone) : null
		if (!closesAt || closesAt <= call.closesAt!) throw new RuleBroken('error.call.shorter', 'closesAt', {}, 422)
		const written = await writeCall(ctx, id, { closesAt })
		await audit(ctx, 'call.extended', refOfCall(id), { from: call.closesAt, until: closesAt, reason })
		await indexCall(ctx, written)
		await extendedMail(ctx, written, reason)
	})
}

/** Gives a call up before its decision; its page stays and says why, and its authors are told. */
export async function cancelCall(ctx: Ctx, id: string, { version, reason }: { version: number; reason: string }): Promise<void> {
	await transact(ctx, async (ctx) => {
		const call = await lockCall(ctx, id)
		authorize(callPolicy.publish(ctx.actor, call))
		if (!canMoveCall(call.status, 'cancelled')) throw new RuleBroken('error.call.not_cancellable')
		if (call.version !== version) throw new RuleBroken('error.stale')
		if (reason.length < 10) throw new RuleBroken('error.call.reason', 'reason', {}, 422)
		const written = await writeCall(ctx, id, { status: 'cancelled', cancelReason: reason })
		await audit(ctx, 'call.cancelled', refOfCall(id), { from: call.status, reason })
		await indexCall(ctx, written)
		await cancelledMail(ctx, written)
	})
}
