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

/**
 * Refuses who evaluates the call and has not yet declared what ties them: RuleBroken `error.applications.undeclared` (403).
 * A cancelled call takes no declaration and is not evaluated.
 */
export async function checkDeclared(ctx: Ctx, callId: string): Promise<void> {
	const seat = await ctx.db
		.selectFrom('evaluator')
		.innerJoin('call', 'call.id', 'evaluator.callId')
		.select('evaluator.id')
		.where('evaluator.callId', '=', callId)
		.where('evaluator.accountId', '=', ctx.actor?.accountId ?? null)
		.where('evaluator.withdrawnAt', 'is', null)
		.where('evaluator.declaredAt', 'is', null)
		.where('call.status', '<>', 'cancelled')
		.executeTakeFirst()
	if (seat) throw new RuleBroken('error.applications.undeclared', null, {}, 403)
}

/** Refuses who must not see an application: RuleBroken `error.applications.recused` (403). */
export async function checkNotBarred(ctx: Ctx, { id, callId }: { id: string; callId: string }): Promise<void> {
	if ((await barredFor(ctx, callId))(id)) throw new RuleBroken('error.applications.recused', null, {}, 403)
}
