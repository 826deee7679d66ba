import type { Ctx } from '#platform/ctx'
import { RuleBroken } from '#platform/errors'
import { barredPairs } from './panels.server.ts'

/**
 * The applications of a call that the actor, or another account, must not see: recused from, in conflict with, or their own.
 * For the office's doors; who writes an application reads it in the workspace.
 */
export async function barredFor(
	ctx: Ctx,
	callId: string,
	accountId = ctx.actor?.accountId
): Promise<(applicationId: string) => boolean> {
	const barred = await barredPairs(ctx, callId)
	return (applicationId) => barred.has(`${accountId} ${applicationId}`)
}

/** Refuses who must not see an application: RuleBroken `error.applications.recused` (403). */
export async function checkNotBarred(ctx: Ctx, { id, callId }: { id: string; callId: string }): Promise<void> {
	if ((await barredFor(ctx, callId))(id)) throw new RuleBroken('error.applications.recused', null, {}, 403)
}
