import { decidersOf } from '#modules/calls/decided.server'
import type { Ctx } from '#platform/ctx'
import { notFound } from '#platform/errors'
import { awardPolicy } from './award-policy.ts'
import { asAward, holdersOf } from './award-rows.server.ts'
import type { Instalment } from './instalments.server.ts'

const MOST = 200

/**
 * What finance works through: payments asked for, approved ones to be paid, and accounts to be confirmed, the oldest first, at
 * most two hundred of each. 404 outside the office. Six queries, however many rows.
 */
export async function listPayments(ctx: Ctx) {
	if (!awardPolicy.office(ctx.actor)) return notFound()
	const instalments = await ctx.db
		.selectFrom('instalment')
		.selectAll()
		.where('status', 'in', ['requested', 'approved'])
		.orderBy('requestedAt')
		.orderBy('id')
		.limit(MOST)
		.$castTo<Instalment>()
		.execute()
	const accounts = await ctx.db
		.selectFrom('bankAccount')
		.select(['id', 'awardId', 'givenAt'])
		.where('confirmedAt', 'is', null)
		.where('replacedAt', 'is', null)
		.orderBy('givenAt')
		.limit(MOST)
		.execute()
	const ids = [...new Set([...instalments, ...accounts].map(({ awardId }) => awardId))]
	const rows = ids.length ? await ctx.db.selectFrom('award').selectAll().where('id', 'in', ids).execute() : []
	const awards = new Map(rows.map((row) => [row.id, asAward(row)]))
	const deciders = await decidersOf(
		ctx,
		rows.flatMap(({ callId }) => callId ?? [])
	)
	const holders = await holdersOf(ctx, [...awards.values()])
	const about = (awardId: string) => {
		const { id, reference, terms } = awards.get(awardId)!
		return { award: { id, reference, title: terms.title }, holder: holders.get(awardId)! }
	}
	const decider = (awardId: string) => deciders.get(awards.get(awardId)!.callId ?? '') ?? null
	return {
		payments: instalments.map(({ id, awardId, number, kind, amountCents, status, requestedAt, requestedBy, approvedAt }) => ({
			id,
			number,
			kind,
			amountCents,
			status: status as 'requested' | 'approved',
			since: (status === 'approved' ? approvedAt : requestedAt)!,
			...about(awardId),
			mine:
				status === 'requested'
					? awardPolicy.approve(ctx.actor, awards.get(awardId)!, { requestedBy, decidedBy: decider(awardId) })
					: awardPolicy.pay(ctx.actor, awards.get(awardId)!)
		})),
		accounts: accounts.map(({ id, awardId, givenAt }) => ({ id, givenAt, ...about(awardId) }))
	}
}
