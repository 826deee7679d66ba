import { sql } from 'kysely'
import { requireFresh } from '#modules/identity/accounts.server'
import { mayWrite } from '#modules/identity/policy'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import { awardPolicy } from './award-policy.ts'
import { asAward, holdersOf, moveAward, refOfAward, type Award } from './award-rows.server.ts'
import { afterDeduction, totalOf } from './budget-figures.ts'
import { expensesOf } from './expenses.server.ts'
import { settleBalance } from './instalments.server.ts'
import { writeReportAccepted, writeReturned } from './report-mails.server.ts'
import { daysOf, staysOf } from './stays.server.ts'
import { askOpen, loadReport, moveReport, reports, today } from './report-rows.server.ts'
import type { Judgement, ReviewInput } from './report-schema.ts'
import { hasExpenses } from './report-workflow.ts'
import { watchTolerance } from './tolerance.server.ts'

const MOST = 200

async function lockToReview(ctx: Ctx, reportId: string) {
	const loaded = await loadReport(ctx, reportId, { lock: true })
	authorize(awardPolicy.prepare(ctx.actor, loaded.award))
	askOpen(loaded)
	if (loaded.report.status !== 'filed') throw new RuleBroken('error.reports.status')
	return loaded
}

/** Writes what a reviewer found of each voucher. RuleBroken `error.reports.deduction` and `error.reports.reason`, naming the line. */
async function judge(ctx: Ctx, reportId: string, lines: readonly Judgement[]): Promise<void> {
	const expenses = new Map((await expensesOf(ctx, reportId)).map((expense) => [expense.id, expense]))
	for (const { expense: id, deducted, reason, note, request } of lines) {
		const expense = expenses.get(id)
		if (!expense) return notFound()
		if (deducted > expense.amountCents) throw new RuleBroken('error.reports.deduction', `deducted.${id}`, {}, 422)
		if (deducted > 0 && !reason) throw new RuleBroken('error.reports.reason', `reason.${id}`, {}, 422)
		await ctx.db
			.updateTable('expense')
			.set({
				acceptedCents: afterDeduction(expense.amountCents, deducted),
				deduction: deducted > 0 ? reason : null,
				deductionNote: deducted > 0 ? note : '',
				request: request || null
			})
			.where('id', '=', id)
			.execute()
	}
}

/**
 * Sends a filed report back to be corrected: as a whole, line by line, or both. RuleBroken `error.reports.request` (field
 * `request`) when nothing is asked for, `error.reports.status`, `error.stale`.
 */
export async function returnReport(ctx: Ctx, reportId: string, { version, request, lines }: ReviewInput): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { award, report } = await lockToReview(ctx, reportId)
		await judge(ctx, reportId, lines)
		if (!request && !lines.some((line) => line.request)) throw new RuleBroken('error.reports.request', 'request', {}, 422)
		await moveReport(ctx, report, 'returned', {
			version,
			request: request || null,
			reviewedAt: ctx.now,
			reviewedBy: ctx.actor!.accountId
		})
		await audit(ctx, 'report.returned', refOfAward(award.id), {
			report: reportId,
			lines: lines.filter((line) => line.request).length
		})
		await writeReturned(ctx, award, report, request)
	})
}

/**
 * Accepts a filed report with its deductions; a voucher nobody judged is accepted whole. The final one completes the award
 * and brings the balance to what is due. Freshly authenticated, by another person than filed it. RuleBroken
 * `error.reports.interim_first` while an interim report is not decided, `error.reports.open_request` when a line still asks
 * for a correction, `error.reports.status`, `error.stale`.
 */
export async function acceptReport(ctx: Ctx, reportId: string, { version, lines }: Omit<ReviewInput, 'request'>): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { award, report } = await lockToReview(ctx, reportId)
		requireFresh(ctx)
		authorize(report.filedBy !== ctx.actor!.accountId)
		await judge(ctx, reportId, lines)
		if (lines.some(({ request }) => request)) throw new RuleBroken('error.reports.open_request', 'request', {}, 422)
		await ctx.db
			.updateTable('expense')
			.set((eb) => ({ acceptedCents: eb.fn.coalesce('acceptedCents', 'amountCents'), request: null }))
			.where('reportId', '=', reportId)
			.execute()
		const expenses = await expensesOf(ctx, reportId)
		const accepted = totalOf(expenses.map(({ acceptedCents }) => acceptedCents!))
		const deducted = totalOf(expenses.map(({ amountCents, acceptedCents }) => amountCents - acceptedCents!))
		await moveReport(ctx, report, 'accepted', {
			version,
			request: null,
			reviewedAt: ctx.now,
			reviewedBy: ctx.actor!.accountId,
			acceptedCents: accepted,
			deductedCents: deducted
		})
		await audit(ctx, 'report.accepted', refOfAward(award.id), { report: reportId, kind: report.kind, accepted, deducted })
		await writeReportAccepted(ctx, award, report, { accepted, deducted })
		if (hasExpenses(report.kind)) await watchTolerance(ctx, award)
		if (report.kind === 'interim') return
		const others = await reports(ctx).where('awardId', '=', award.id).where('status', '<>', 'accepted').execute()
		// A mission may be followed by another while days are left: the head then closes the award.
		if (report.kind === 'mission' && (await hasDaysLeft(ctx, award))) return
		if (report.kind !== 'final' && others.length > 0) return
		if (others.some(({ status }) => status !== 'due')) throw new RuleBroken('error.reports.interim_first')
		await ctx.db.deleteFrom('report').where('awardId', '=', award.id).where('status', '=', 'due').execute()
		if (report.kind === 'final' && expenses.length > 0) {
			const settled = await settleBalance(ctx, award)
			await audit(ctx, 'award.settled', refOfAward(award.id), settled)
		}
		if (award.status === 'running') {
			await moveAward(ctx, award, 'completed')
			await audit(ctx, 'award.completed', refOfAward(award.id))
		}
	})
}

const hasDaysLeft = async (ctx: Ctx, { id, expertDays }: Award) => daysOf(await staysOf(ctx, id)) < Number(expertDays ?? 0)

export type ReportFilter = 'filed' | 'overdue' | 'returned' | 'coming'
export const reportFilters: readonly ReportFilter[] = ['filed', 'overdue', 'returned', 'coming']

/** The office's queue, the oldest first, at most two hundred. 404 outside the office. Three queries, however many rows. */
export async function listReports(ctx: Ctx, filter: ReportFilter = 'filed') {
	if (!awardPolicy.office(ctx.actor)) return notFound()
	const day = today(ctx)
	const rows = await reports(ctx)
		.where('awardId', 'in', (eb) => eb.selectFrom('award').select('id').where('status', 'in', ['running', 'completed']))
		.$if(filter === 'filed', (query) => query.where('status', '=', 'filed').orderBy('filedAt'))
		.$if(filter === 'returned', (query) => query.where('status', '=', 'returned').orderBy('reviewedAt'))
		.$if(filter === 'overdue', (query) => query.where('status', 'in', ['due', 'draft']).where('dueOn', '<', day).orderBy('dueOn'))
		.$if(filter === 'coming', (query) => query.where('status', 'in', ['due', 'draft']).where('dueOn', '>=', day).orderBy('dueOn'))
		.orderBy('id')
		.limit(MOST)
		.execute()
	const ids = [...new Set(rows.map(({ awardId }) => awardId))]
	const awards = ids.length ? (await ctx.db.selectFrom('award').selectAll().where('id', 'in', ids).execute()).map(asAward) : []
	const holders = await holdersOf(ctx, awards)
	const byId = new Map(awards.map((award) => [award.id, award]))
	return rows.map(({ id, kind, dueOn, status, filedAt, awardId }) => {
		const { reference, terms } = byId.get(awardId)!
		return {
			id,
			kind,
			dueOn,
			status,
			filedAt,
			award: { id: awardId, reference, title: terms.title },
			holder: holders.get(awardId)!
		}
	})
}

/** What the office waits for, in one query: reports to review and those that are overdue. Nothing for who may not write. */
export async function waitingReports(ctx: Ctx) {
	const none = { filed: 0, filedSince: ctx.now, overdue: 0, overdueSince: ctx.now }
	if (!awardPolicy.office(ctx.actor) || !mayWrite(ctx.actor)) return none
	const { rows } = await sql<{ filed: number; filedSince: Date | null; overdue: number; overdueSince: string | null }>`
		select count(*) filter (where report.status = 'filed')::int as filed,
			min(filed_at) filter (where report.status = 'filed') as "filedSince",
			count(*) filter (where report.status in ('due', 'draft'))::int as overdue,
			min(due_on) filter (where report.status in ('due', 'draft'))::text as "overdueSince"
		from report join award on award.id = award_id
		where award.status in ('running', 'completed')
			and (report.status = 'filed' or report.status in ('due', 'draft') and due_on < ${today(ctx)})`.execute(ctx.db)
	const { filed, filedSince, overdue, overdueSince } = rows[0]!
	return {
		filed,
		filedSince: filedSince ?? ctx.now,
		overdue,
		overdueSince: overdueSince ? new Date(`${overdueSince}T00:00:00Z`) : ctx.now
	}
}
