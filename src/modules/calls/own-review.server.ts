import type { Ctx } from '#platform/ctx'
import { notFound } from '#platform/errors'
import { calls } from './call-rows.server.ts'
import type { Scores } from './review-rules.ts'

export type ReviewStatus = 'assigned' | 'begun' | 'submitted' | 'recused'

/**
 * A review of the actor's, and its call: 404 for everybody else's, before the declaration, after a recusal or once withdrawn.
 * `lock` holds the row.
 */
export async function ownReview(ctx: Ctx, id: string, { lock = false } = {}) {
	if (!ctx.actor) return notFound()
	const review = await ctx.db
		.selectFrom('review')
		.innerJoin('evaluator', 'evaluator.id', 'review.evaluatorId')
		.innerJoin('application', 'application.id', 'review.applicationId')
		.selectAll('review')
		.select(['evaluator.number', 'evaluator.callId', 'application.reference', 'application.title', 'application.lotId'])
		.where('review.id', '=', id)
		.where('evaluator.accountId', '=', ctx.actor.accountId)
		.where('evaluator.withdrawnAt', 'is', null)
		.where('evaluator.declaredAt', 'is not', null)
		.where('review.status', '<>', 'recused')
		.$if(lock, (query) => query.forUpdate('review'))
		.executeTakeFirst()
	const call = review && (await calls(ctx).where('id', '=', review.callId).executeTakeFirst())
	if (!review || !call) return notFound()
	return { ...review, status: review.status as ReviewStatus, scores: review.scores as Scores, call }
}
