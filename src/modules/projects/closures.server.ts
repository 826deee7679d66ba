import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { requireFresh } from '#modules/identity/accounts.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, onConstraint, RuleBroken } from '#platform/errors'
import type { Money } from '#platform/money'
import { awardPolicy } from './award-policy.ts'
import { loadAward, moveAward, refOfAward, type Award } from './award-rows.server.ts'
import { executionOf, saidIn } from './budgets.server.ts'
import { instalmentsOf } from './instalments.server.ts'
import { mayHandleMoney } from './policy.ts'
import { reports, today } from './report-rows.server.ts'

onConstraint('repayment_reference_unique', 'error.awards.reference', 'reference')

/**
 * What still stands between an award and its closure, in cents: `toPay` is owed to the holder (open instalments, or what is
 * due above what was paid), `toRepay` by the holder; `openReports` are not accepted. Asks no permission.
 */
export async function standOf(ctx: Ctx, award: Award) {
	const { totals, balance, repay } = await executionOf(ctx, award)
	const open = (await instalmentsOf(ctx, award.id)).filter(({ status }) => !['paid', 'cancelled'].includes(status))
	const { repaid } = await ctx.db
		.selectFrom('repayment')
		.select(sql<number>`coalesce(sum(amount_cents), 0)::bigint`.as('repaid'))
		.where('awardId', '=', award.id)
		.executeTakeFirstOrThrow()
	const openReports = (await reports(ctx).where('awardId', '=', award.id).where('status', '<>', 'accepted').execute()).length
	return {
		openInstalments: open.length,
		openReports,
		// Without a financing plan the instalments alone say what is owed.
		toPay: totals ? balance : 0,
		toRepay: totals ? Math.max(0, repay - repaid) : 0,
		repaid
	}
}

/**
 * Finance writes down that the holder has paid back what had been paid above what was due. Freshly authenticated. RuleBroken
 * `error.closure.repay_over` (field `amount`), `error.awards.reference`, `error.closure.received_on`, `error.awards.status`.
 */
export async function recordRepayment(
	ctx: Ctx,
	awardId: string,
	{ version, amount, reference, receivedOn }: { version: number; amount: Money; reference: string; receivedOn: string }
): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { award } = await loadAward(ctx, awardId, { lock: true })
		authorize(mayHandleMoney(ctx.actor, award))
		requireFresh(ctx)
		if (award.status !== 'completed') throw new RuleBroken('error.awards.status')
		if (award.version !== version) throw new RuleBroken('error.stale')
		const { toRepay } = await standOf(ctx, award)
		if (amount.cents > toRepay) throw new RuleBroken('error.closure.repay_over', 'amount', { amount: saidIn(ctx, toRepay) }, 422)
		if (receivedOn > today(ctx)) throw new RuleBroken('error.closure.received_on', 'receivedOn', {}, 422)
		const kept = reference.toUpperCase().replace(/[\s./-]+/g, '')
		if (!kept) throw new RuleBroken('error.required', 'reference', {}, 422)
		await ctx.db
			.insertInto('repayment')
			.values({
				...{ id: uuidv7(), awardId, amountCents: amount.cents, reference: kept, receivedOn },
				...{ recordedAt: ctx.now, recordedBy: ctx.actor.accountId }
			})
			.execute()
		await audit(ctx, 'award.repaid', refOfAward(awardId), { amountCents: amount.cents, reference: kept, receivedOn })
	})
}

/** A prize that is no money owes no report: it ends when its head says so. A technical support may end with days to spare. */
const endsByClosing = ({ kind }: Pick<Award, 'kind'>) => kind === 'prize' || kind === 'support'

/**
 * Closes the books of an award: reports accepted, everything paid, everything paid back. After it nothing of it is written any
 * more. For a head, freshly authenticated. RuleBroken `error.closure.reports`, `error.closure.instalments`,
 * `error.closure.balance` (`amount`), `error.closure.repay` (`amount`), `error.awards.status`, `error.stale`.
 */
export async function closeAward(ctx: Ctx, awardId: string, { version }: { version: number }): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { award } = await loadAward(ctx, awardId, { lock: true })
		authorize(awardPolicy.award(ctx.actor, award))
		requireFresh(ctx)
		if (award.version !== version) throw new RuleBroken('error.stale')
		const { openReports, openInstalments, toPay, toRepay } = await standOf(ctx, award)
		if (openReports) throw new RuleBroken('error.closure.reports', null, { count: openReports })
		if (openInstalments) throw new RuleBroken('error.closure.instalments', null, { count: openInstalments })
		if (award.status === 'running' && endsByClosing(award)) await moveAward(ctx, award, 'completed')
		else if (award.status !== 'completed') throw new RuleBroken('error.awards.status')
		if (toPay) throw new RuleBroken('error.closure.balance', null, { amount: saidIn(ctx, toPay) })
		if (toRepay) throw new RuleBroken('error.closure.repay', null, { amount: saidIn(ctx, toRepay) })
		await moveAward(ctx, { ...award, status: 'completed' }, 'closed')
		await audit(ctx, 'award.closed', refOfAward(awardId))
	})
}

/** How far an award is from its closure, for its page in the office; null before it has begun to run. */
export async function getClosure(ctx: Ctx, awardId: string) {
	const { award } = await loadAward(ctx, awardId)
	if (!awardPolicy.office(ctx.actor) || !['running', 'completed', 'closed'].includes(award.status)) return null
	const stand = await standOf(ctx, award)
	const settled = !stand.openReports && !stand.openInstalments && !stand.toPay && !stand.toRepay
	const ended = award.status === 'completed' || (award.status === 'running' && endsByClosing(award))
	return {
		...stand,
		settled,
		can: {
			repay: award.status === 'completed' && stand.toRepay > 0 && mayHandleMoney(ctx.actor, award),
			close: ended && settled && awardPolicy.award(ctx.actor, award)
		}
	}
}
