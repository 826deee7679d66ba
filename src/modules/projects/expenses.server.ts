import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import { keepFile, removeFile, signDownload, type Received } from '#platform/files.server'
import type { FileType } from '#platform/file-types'
import type { Money } from '#platform/money'
import { awardPolicy } from './award-policy.ts'
import { refOfAward } from './award-rows.server.ts'
import { plannedFrom } from './budget-figures.ts'
import { planOf } from './budgets.server.ts'
import { askOpen, loadReport, today, type LoadedReport } from './report-rows.server.ts'
import type { ExpenseInput } from './report-schema.ts'
import { hasExpenses, isWritable, type DeductionReason } from './report-workflow.ts'

/** What a voucher may be: a scan, a photograph. */
export const voucherTypes: readonly FileType[] = ['pdf', 'jpeg', 'png']
export const VOUCHER_BYTES = 10 * 1024 * 1024
const MOST_EXPENSES = 500
const ADDRESS_MS = 60_000

/** The vouchers of a report in their order, amounts in cents of euros. Asks no permission. */
export const expensesOf = async (ctx: Ctx, reportId: string) =>
	(
		await ctx.db.selectFrom('expense').selectAll().where('reportId', '=', reportId).orderBy('position').orderBy('id').execute()
	).map((row) => ({ ...row, original: row.original as Money | null, deduction: row.deduction as DeductionReason | null }))
export type Expense = Awaited<ReturnType<typeof expensesOf>>[number]

/** The report locked, for one of the holder's people while it is being written. */
async function lockToWrite(ctx: Ctx, reportId: string): Promise<LoadedReport> {
	const loaded = await loadReport(ctx, reportId, { lock: true })
	authorize(awardPolicy.report(ctx.actor, loaded.standing))
	askOpen(loaded)
	if (!isWritable(loaded.report.status)) throw new RuleBroken('error.reports.status')
	if (!hasExpenses(loaded.report.kind)) throw new RuleBroken('error.reports.no_vouchers')
	return loaded
}

/**
 * Adds a voucher, or corrects one; what a reviewer had said of it falls away. Leva are converted once and kept beside. Returns
 * its id. RuleBroken `error.reports.line` (field `line`), `error.reports.spent_on`, `error.reports.many`, `error.reports.status`.
 */
export async function keepExpense(
	ctx: Ctx,
	reportId: string,
	{ expense, line, amount, ...rest }: ExpenseInput & { file: Received | null }
): Promise<string> {
	return transact(ctx, async (ctx) => {
		const { award, report } = await lockToWrite(ctx, reportId)
		const { file, label, supplier, voucher, spentOn } = rest
		const plan = await planOf(ctx, award.id, { frozen: true })
		if (!plan?.lines.some(({ id, side }) => id === line && side === 'expense'))
			throw new RuleBroken('error.reports.line', 'line', {}, 422)
		if (spentOn && spentOn > today(ctx)) throw new RuleBroken('error.reports.spent_on', 'spentOn', {}, 422)
		const known = await expensesOf(ctx, reportId)
		const before = expense ? known.find(({ id }) => id === expense) : undefined
		if (expense && !before) return notFound()
		if (!expense && known.length >= MOST_EXPENSES) throw new RuleBroken('error.reports.many', null, { count: MOST_EXPENSES })
		const { plannedCents: amountCents, original } = plannedFrom(amount)
		// Half a stotinka is no amount in euros.
		if (amountCents === 0) throw new RuleBroken('error.awards.nothing', 'amount', {}, 422)
		const id = before?.id ?? uuidv7()
		const fileId = file ? (await keepFile(ctx, file, { kind: 'report', id: reportId })).id : (before?.fileId ?? null)
		const values = {
			...{ lineId: line, label, supplier, voucher, spentOn, amountCents, fileId },
			original: original && JSON.stringify(original),
			...{ acceptedCents: null, deduction: null, deductionNote: '', request: null }
		}
		if (before) await ctx.db.updateTable('expense').set(values).where('id', '=', id).execute()
		else
			await ctx.db
				.insertInto('expense')
				.values({ ...values, id, reportId, position: (known.at(-1)?.position ?? -1) + 1 })
				.execute()
		if (file && before?.fileId) await removeFile(ctx, before.fileId)
		await begin(ctx, report)
		await audit(ctx, 'report.expense-kept', refOfAward(award.id), { report: reportId, expense: id, amountCents })
		return id
	})
}

/** What is typed of a report makes a draft of it. */
const begin = ({ db }: Ctx, { id, status }: LoadedReport['report']) =>
	db
		.updateTable('report')
		.set((eb) => ({ version: eb('version', '+', 1), ...(status === 'due' && { status: 'draft' }) }))
		.where('id', '=', id)
		.execute()

/** Takes a voucher away with its file. */
export async function removeExpense(ctx: Ctx, reportId: string, { expense }: { expense: string }): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { award, report } = await lockToWrite(ctx, reportId)
		const row = await ctx.db
			.deleteFrom('expense')
			.where('id', '=', expense)
			.where('reportId', '=', reportId)
			.returning(['fileId', 'amountCents'])
			.executeTakeFirst()
		if (!row) return notFound()
		if (row.fileId) await removeFile(ctx, row.fileId)
		await begin(ctx, report)
		await audit(ctx, 'report.expense-removed', refOfAward(award.id), { report: reportId, expense, amountCents: row.amountCents })
	})
}

/** Where a voucher can be read for a minute, by this account. 404 for who may not see the award, or without a file. */
export async function voucherAddress(ctx: Ctx, reportId: string, expenseId: string): Promise<string> {
	await loadReport(ctx, reportId)
	const row = await ctx.db
		.selectFrom('expense')
		.select('fileId')
		.where('id', '=', expenseId)
		.where('reportId', '=', reportId)
		.executeTakeFirst()
	if (!row?.fileId) return notFound()
	return signDownload(row.fileId, {
		expires: new Date(ctx.now.getTime() + ADDRESS_MS),
		disposition: 'inline',
		accountId: ctx.actor!.accountId
	})
}
