import { sql } from 'kysely'
import type { Ctx } from '#platform/ctx'
import type { Localized } from '#platform/i18n'
import { callPolicy } from './policy.ts'

type EvaluationWait = { id: string; title: Localized; what: 'draw' | 'replace' | 'disclose' | 'decide'; at: Date | null }

/**
 * What the evaluation of calls waits for from those who run them: every application admitted and every evaluator declared, so
 * that files can be drawn; fewer readers than planned; all reviews in. Empty for who runs none. One query.
 */
export async function waitingEvaluations(ctx: Ctx): Promise<EvaluationWait[]> {
	if (!callPolicy.view(ctx.actor)) return []
	const rows = await ctx.db
		.selectFrom('call')
		.select(['call.id', 'call.title', 'call.service', 'call.services', 'call.status', 'call.evaluatorsEach', 'call.updatedAt'])
		.select((eb) => [
			eb
				.selectFrom('evaluator')
				.select((eb) => eb.fn.countAll<number>().as('n'))
				.whereRef('evaluator.callId', '=', 'call.id')
				.where('withdrawnAt', 'is', null)
				.as('seats'),
			eb
				.selectFrom('evaluator')
				.select((eb) => eb.fn.countAll<number>().as('n'))
				.whereRef('evaluator.callId', '=', 'call.id')
				.where('withdrawnAt', 'is', null)
				.where('declaredAt', 'is', null)
				.as('silent'),
			eb
				.selectFrom('application')
				.select((eb) => eb.fn.countAll<number>().as('n'))
				.whereRef('application.callId', '=', 'call.id')
				.where('status', '=', 'filed')
				.as('unchecked'),
			eb
				.selectFrom('application')
				.select((eb) => eb.fn.countAll<number>().as('n'))
				.whereRef('application.callId', '=', 'call.id')
				.where('status', '=', 'admitted')
				.as('admitted'),
			eb
				.selectFrom('review')
				.innerJoin('application', 'application.id', 'review.applicationId')
				.select((eb) => eb.fn.countAll<number>().as('n'))
				.whereRef('application.callId', '=', 'call.id')
				.where('application.status', '=', 'admitted')
				.where('review.status', '<>', 'recused')
				.as('reviews'),
			eb
				.selectFrom('review')
				.innerJoin('application', 'application.id', 'review.applicationId')
				.select((eb) => eb.fn.countAll<number>().as('n'))
				.whereRef('application.callId', '=', 'call.id')
				.where('review.status', 'in', ['assigned', 'begun'])
				.as('open'),
			eb
				.selectFrom('assignmentRun')
				.select((eb) => eb.fn.countAll<number>().as('n'))
				.whereRef('assignmentRun.callId', '=', 'call.id')
				.where(sql<boolean>`assignment_run.result ? 'assigned'`)
				.as('drawn')
		])
		.where((eb) =>
			eb.or([
				eb.and([
					eb('call.status', 'in', ['closed', 'evaluation']),
					eb('call.openedAt', 'is not', null),
					eb('call.disclosedAt', 'is', null)
				]),
				eb.and([
					eb('call.status', '=', 'panel'),
					eb.exists(
						eb
							.selectFrom('panel')
							.select('panel.id')
							.whereRef('panel.callId', '=', 'call.id')
							.where('panel.closedAt', 'is not', null)
					)
				])
			])
		)
		.orderBy('call.updatedAt')
		.limit(100)
		.execute()
	return rows.flatMap((row): EvaluationWait[] => {
		if (row.status === 'panel')
			return callPolicy.decide(ctx.actor, row)
				? [{ id: row.id, title: row.title as Localized, at: row.updatedAt, what: 'decide' }]
				: []
		if (!callPolicy.run(ctx.actor, row)) return []
		const about = { id: row.id, title: row.title as Localized, at: row.updatedAt }
		if (row.status === 'closed')
			return row.seats && !row.silent && row.admitted && !row.unchecked ? [{ ...about, what: 'draw' }] : []
		if (!row.drawn) return []
		if (row.reviews! < row.admitted! * row.evaluatorsEach) return [{ ...about, what: 'replace' }]
		return row.open ? [] : [{ ...about, what: 'disclose' }]
	})
}
