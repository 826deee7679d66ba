import type { PersonalData } from '#modules/identity/personal-data.server'

/**
 * What an evaluator's account holds: the calls, what they declared, what they wrote. Erased, what was declared goes and nobody
 * is named any more; submitted reviews stay under their number, for decisions rest on them.
 */
export const evaluatorData: PersonalData = {
	name: 'evaluations',
	export: async (ctx, accountId) => ({
		calls: await ctx.db
			.selectFrom('evaluator')
			.innerJoin('call', 'call.id', 'evaluator.callId')
			.select(['call.reference', 'evaluator.number', 'evaluator.addedAt', 'evaluator.declaredAt', 'evaluator.withdrawnAt'])
			.where('evaluator.accountId', '=', accountId)
			.orderBy('evaluator.addedAt')
			.execute(),
		declared: await ctx.db
			.selectFrom('conflict')
			.innerJoin('evaluator', 'evaluator.id', 'conflict.evaluatorId')
			.innerJoin('call', 'call.id', 'evaluator.callId')
			.select(['call.reference', 'conflict.reason', 'conflict.note', 'conflict.foundAt'])
			.where('evaluator.accountId', '=', accountId)
			.where('conflict.source', '=', 'declared')
			.orderBy('conflict.foundAt')
			.execute(),
		reviews: await ctx.db
			.selectFrom('review')
			.innerJoin('evaluator', 'evaluator.id', 'review.evaluatorId')
			.innerJoin('application', 'application.id', 'review.applicationId')
			.select(['application.reference', 'review.scores', 'review.comment', 'review.status', 'review.submittedAt'])
			.where('evaluator.accountId', '=', accountId)
			.orderBy('review.assignedAt')
			.execute()
	}),
	async erase(ctx, { id }) {
		const seats = await ctx.db.selectFrom('evaluator').select('id').where('accountId', '=', id).execute()
		if (!seats.length) return
		const ids = seats.map((seat) => seat.id)
		await ctx.db
			.updateTable('conflict')
			.set({ note: '' })
			.where('evaluatorId', 'in', ids)
			.where('source', '=', 'declared')
			.execute()
		await ctx.db
			.updateTable('review')
			.set({ recuseReason: null })
			.where('evaluatorId', 'in', ids)
			.where('recuseReason', 'is not', null)
			.execute()
		await ctx.db
			.updateTable('evaluator')
			.set({ withdrawnAt: ctx.now })
			.where('id', 'in', ids)
			.where('withdrawnAt', 'is', null)
			.execute()
	}
}
