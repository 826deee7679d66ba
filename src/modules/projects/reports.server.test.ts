import { randomBytes } from 'node:crypto'
import { describe, expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { money } from '#platform/money'
import { buildAward, buildRunning, pay, stored, versionOf } from '#test/awards'
import { contextOn, NOW, ownDatabase, ownHome, test, trail } from '#test/support'
import { loadAward } from './award-rows.server.ts'
import { getAward, listAwards, waitingInAwards } from './awards.server.ts'
import { planOf } from './budgets.server.ts'
import { closeAward, getClosure, recordRepayment } from './closures.server.ts'
import { expensesOf, keepExpense, removeExpense, voucherAddress } from './expenses.server.ts'
import { acceptReport, listReports, returnReport, waitingReports } from './report-review.server.ts'
import { reports } from './report-rows.server.ts'
import { askForReport, remindReports, scheduleReports } from './report-schedule.server.ts'
import { fileReport, getReport, reportsOf, saveReport } from './reports.server.ts'

ownHome()
type Running = Awaited<ReturnType<typeof buildRunning>>

const answers = {
	done: 'Шест срещи на реката.',
	places: 'Русе и Лион, пролетта на 2027 г.',
	objectives: 'met',
	results: 'Общ наръчник.',
	reached: '120',
	true: 'bg'
}
const row = async (ctx: Ctx, id: string) => (await reports(ctx).where('id', '=', id).executeTakeFirst())!
const save = async (award: Running, posted: Record<string, string> = answers) =>
	saveReport(award.lead, award.final, { version: (await row(award.lead, award.final)).version, posted })
const file = async (award: Running) =>
	fileReport(award.lead, award.final, { version: (await row(award.lead, award.final)).version })

/** A voucher on the plan's first or second line, with its day and its file. */
async function spend(award: Running, at: number, cents: number, more: { expense?: string | null; voucher?: string } = {}) {
	const plan = (await planOf(award.lead, award.id, { frozen: true }))!
	const line = plan.lines.filter(({ side }) => side === 'expense')[at]!.id
	const file = { digest: randomBytes(32).toString('hex'), bytes: 2000, type: 'pdf' as const, name: 'faktura.pdf' }
	return keepExpense(award.lead, award.final, {
		...{ expense: more.expense ?? null, line, label: 'Автобус', supplier: 'Транспорт', voucher: more.voucher ?? 'Ф-1' },
		...{ spentOn: '2027-01-15', amount: money(cents), file }
	})
}

/** Everything spent as it was planned, and filed. */
async function filed(ctx: Ctx) {
	const award = await buildRunning(ctx)
	await save(award)
	const travel = await spend(award, 0, 500_000)
	const staff = await spend(award, 1, 125_000, { voucher: 'Ф-2' })
	await file(award)
	return { ...award, travel, staff }
}
const judged = (expense: string, deducted = 0, request = '') => ({
	...{ expense, deducted, request, note: '' },
	reason: deducted ? ('no_proof' as const) : null
})
const versionOfReport = async (ctx: Ctx, id: string) => (await row(ctx, id)).version

describe('a report', () => {
	test('is drafted by the holder’s people and filed by its lead', async ({ ctx }) => {
		const award = await buildRunning(ctx)
		await saveReport(award.member, award.final, { version: await versionOfReport(ctx, award.final), posted: { done: 'Начало.' } })
		expect(await row(ctx, award.final)).toMatchObject({ status: 'draft', answers: { done: 'Начало.' } })
		await expect(saveReport(award.lead, award.final, { version: 2, posted: answers })).rejects.toMatchObject({
			key: 'error.stale'
		})
		await expect(saveReport(award.officer, award.final, { version: 1, posted: answers })).rejects.toMatchObject({ status: 403 })
		await expect(saveReport(ctx, award.final, { version: 1, posted: answers })).rejects.toMatchObject({ status: 404 })
		await expect(file(award)).rejects.toMatchObject({ key: 'error.reports.incomplete' })
		await save(award)
		await expect(file(award)).rejects.toMatchObject({ key: 'error.reports.no_expenses' })
		await spend(award, 0, 500_000)
		await spend(award, 1, 125_000)
		await expect(
			fileReport(award.member, award.final, { version: await versionOfReport(ctx, award.final) })
		).rejects.toMatchObject({ status: 403 })
		await file(award)
		expect((await getReport(award.lead, award.final)).expenses.map(({ twice }) => twice)).toEqual([true, true])
		await expect(file(award)).rejects.toMatchObject({ key: 'error.reports.status' })
		await expect(save(award)).rejects.toMatchObject({ key: 'error.reports.status' })
		await expect(spend(award, 0, 100)).rejects.toMatchObject({ key: 'error.reports.status' })
		expect((await listReports(award.officer)).map(({ id }) => id)).toContain(award.final)
		expect((await waitingReports(award.officer)).filed).toBeGreaterThan(0)
		await expect(listReports(award.lead)).rejects.toMatchObject({ status: 404 })
	})

	test('takes one more row where a button asks for it, keeping what was typed, and gives one back', async ({ ctx }) => {
		const award = await buildRunning(ctx)
		const post = async (posted: Record<string, string>) =>
			saveReport(award.lead, award.final, { version: await versionOfReport(ctx, award.final), posted })
		const typed = { 'audiences.0.audience': 'Учители', 'audiences.0.number': '40' }
		expect(await post({ ...typed, _add: 'audiences' })).toMatchObject({ problems: [], focus: 'audiences.1.audience' })
		const first = { audience: 'Учители', number: 40 }
		expect((await getReport(award.lead, award.final)).answers.audiences).toEqual([first, {}])
		expect((await post({ ...typed, 'audiences.1.audience': 'Кметове', _remove: 'audiences.0' })).focus).toBe('audiences')
		expect((await getReport(award.lead, award.final)).answers.audiences).toEqual([{ audience: 'Кметове' }])
		expect((await post({ 'audiences.0.audience': 'Кметове' })).focus).toBeNull()
	})

	test('explains what left its tolerance', async ({ ctx }) => {
		const award = await buildRunning(ctx)
		await save(award)
		await spend(award, 0, 500_000)
		// A fifth below the plan of the second line.
		await spend(award, 1, 100_000, { voucher: 'Ф-2' })
		await expect(file(award)).rejects.toMatchObject({ key: 'error.reports.variances' })
		await save(award, { variances: 'По-евтин превод.' })
		await file(award)
	})

	test('keeps leva beside their euros, and refuses what is no voucher of the plan', async ({ ctx }) => {
		const award = await buildRunning(ctx)
		const plan = (await planOf(ctx, award.id, { frozen: true }))!
		const line = plan.lines.find(({ side }) => side === 'expense')!.id
		const input = { expense: null, line, label: 'Хотел', supplier: '', voucher: '', spentOn: null, file: null }
		const id = await keepExpense(award.member, award.final, { ...input, amount: money(19_558, 'BGN') })
		expect((await expensesOf(ctx, award.final))[0]).toMatchObject({ amountCents: 10_000, original: money(19_558, 'BGN') })
		const source = plan.lines.find(({ side }) => side === 'source')!.id
		await expect(keepExpense(award.lead, award.final, { ...input, line: source, amount: money(1) })).rejects.toMatchObject({
			key: 'error.reports.line'
		})
		await expect(
			keepExpense(award.lead, award.final, { ...input, spentOn: '2999-01-01', amount: money(1) })
		).rejects.toMatchObject({ key: 'error.reports.spent_on' })
		await expect(keepExpense(award.officer, award.final, { ...input, amount: money(1) })).rejects.toMatchObject({ status: 403 })
		await expect(voucherAddress(award.lead, award.final, id)).rejects.toMatchObject({ status: 404 })
		await removeExpense(award.lead, award.final, { expense: id })
		await expect(removeExpense(award.lead, award.final, { expense: id })).rejects.toMatchObject({ status: 404 })
	})
})

describe('a plan left behind', () => {
	test('alerts the holder and the office once it is filed, until a deduction brings it back', async ({ ctx }) => {
		const award = await buildRunning(ctx)
		await save(award, { ...answers, variances: 'Още два автобуса.' })
		// A cent above the tenth that a line may move.
		const travel = await spend(award, 0, 550_001)
		await spend(award, 1, 125_000, { voucher: 'Ф-2' })
		expect((await waitingInAwards(award.officer)).alert).toBe(0)
		await file(award)
		expect((await getAward(award.lead, award.id)).alertedAt).toEqual(NOW)
		expect((await waitingInAwards(award.officer)).alert).toBe(1)
		expect((await listAwards(award.officer, { alert: 'yes' })).awards.map(({ id }) => id)).toEqual([award.id])
		const mails = await ctx.db.selectFrom('mail').select('kind').where('ref', '=', `award:${award.id}`).execute()
		expect(mails.filter(({ kind }) => kind === 'awards.tolerance-left')).toHaveLength(1)
		await returnReport(award.officer, award.final, {
			version: await versionOfReport(ctx, award.final),
			...{ request: 'Обяснете.', lines: [] }
		})
		await spend(award, 0, 550_000, { expense: travel })
		await file(award)
		expect((await getAward(award.lead, award.id)).alertedAt).toBeNull()
		expect((await trail(ctx, `award:${award.id}`)).map(({ action }) => action)).toContain('award.tolerance-kept')
	})
})

describe('a review', () => {
	test('sends it back line by line, then accepts with a deduction and brings the balance down', async ({ ctx }) => {
		const award = await filed(ctx)
		const version = await versionOfReport(ctx, award.final)
		await expect(returnReport(award.officer, award.final, { version, request: '', lines: [] })).rejects.toMatchObject({
			key: 'error.reports.request'
		})
		await expect(returnReport(award.lead, award.final, { version, request: 'x', lines: [] })).rejects.toMatchObject({
			status: 403
		})
		await returnReport(award.officer, award.final, { version, request: '', lines: [judged(award.travel, 0, 'Липсва фактура.')] })
		expect((await getReport(award.lead, award.final)).expenses[0]).toMatchObject({ request: 'Липсва фактура.' })
		await spend(award, 0, 500_000, { expense: award.travel, voucher: 'Ф-3' })
		await file(award)
		const again = await versionOfReport(ctx, award.final)
		const accept = (lines: ReturnType<typeof judged>[], version = again) =>
			acceptReport(award.head, award.final, { version, lines })
		await expect(accept([{ ...judged(award.travel, 100), reason: null as never }])).rejects.toMatchObject({
			key: 'error.reports.reason'
		})
		await expect(accept([judged(award.travel, 500_001)])).rejects.toMatchObject({ key: 'error.reports.deduction' })
		await expect(accept([], again - 1)).rejects.toMatchObject({ key: 'error.stale' })
		await accept([judged(award.travel, 50_000)])
		expect(await row(ctx, award.final)).toMatchObject({ status: 'accepted', acceptedCents: 575_000, deductedCents: 50_000 })
		// 500 000 of 625 000 is 80 %: of 575 000 accepted, 460 000 are due, 400 000 were paid.
		expect((await stored(ctx, award.id))[1]).toMatchObject({ amountCents: 60_000, status: 'planned' })
		expect((await loadAward(award.officer, award.id)).award.status).toBe('completed')
		await expect(accept([])).rejects.toMatchObject({ key: 'error.reports.status' })
		expect((await trail(ctx, `award:${award.id}`)).map(({ action }) => action)).toContain('award.settled')
	})

	test('is done once when two do it at the same moment', async () => {
		await using database = await ownDatabase()
		const ctx = contextOn(database.db)
		const award = await filed(ctx)
		const version = await versionOfReport(ctx, award.final)
		const both = await Promise.allSettled([
			acceptReport(award.head, award.final, { version, lines: [] }),
			acceptReport(
				{ ...award.officer, actor: { ...award.officer.actor!, freshUntil: award.head.actor!.freshUntil } },
				award.final,
				{
					version,
					lines: [judged(award.travel, 100_000)]
				}
			)
		])
		expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
	})
})

describe('an award is closed', () => {
	test('when its balance is settled, and then takes no report', async ({ ctx }) => {
		const award = await filed(ctx)
		const close = async (by = award.head) => closeAward(by, award.id, { version: await versionOf(ctx, award.id) })
		await expect(close()).rejects.toMatchObject({ key: 'error.closure.reports' })
		await acceptReport(award.head, award.final, { version: await versionOfReport(ctx, award.final), lines: [] })
		await expect(close()).rejects.toMatchObject({ key: 'error.closure.instalments' })
		await pay(award, award.balance, 'BALANCE1')
		expect(await getClosure(award.head, award.id)).toMatchObject({ settled: true, can: { close: true } })
		await expect(close(award.officer)).rejects.toMatchObject({ status: 403 })
		await close()
		await expect(close()).rejects.toMatchObject({ key: 'error.awards.status' })
		await expect(askForReport(award.officer, award.id, { kind: 'interim', dueOn: '2027-09-01' })).rejects.toMatchObject({
			key: 'error.reports.closed'
		})
		expect(await getClosure(award.lead, award.id)).toBeNull()
	})

	test('after what was paid too much came back', async ({ ctx }) => {
		const award = await filed(ctx)
		await acceptReport(award.head, award.final, {
			version: await versionOfReport(ctx, award.final),
			lines: [judged(award.travel, 250_000)]
		})
		// Of 375 000 accepted, 300 000 are due: 100 000 of the advance come back.
		const repay = async (cents: number, by = award.finance) =>
			recordRepayment(by, award.id, {
				...{ version: await versionOf(ctx, award.id), amount: money(cents), reference: 'R 1', receivedOn: '2027-01-10' }
			})
		await expect(closeAward(award.head, award.id, { version: await versionOf(ctx, award.id) })).rejects.toMatchObject({
			key: 'error.closure.repay'
		})
		await expect(repay(100_001)).rejects.toMatchObject({ key: 'error.closure.repay_over' })
		await expect(repay(100_000, award.lead)).rejects.toMatchObject({ status: 403 })
		await repay(100_000)
		await closeAward(award.head, award.id, { version: await versionOf(ctx, award.id) })
		expect((await loadAward(award.officer, award.id)).award.status).toBe('closed')
	})
})

describe('reports are due', () => {
	test('sixty days after the end of the project, and reminded of once', async ({ ctx }) => {
		const award = await buildAward(ctx)
		const { award: loaded } = await loadAward(award.officer, award.id)
		await ctx.db.updateTable('award').set({ status: 'running' }).where('id', '=', award.id).execute()
		await scheduleReports(ctx, { ...loaded, terms: { ...loaded.terms, endsOn: '2027-03-01' } })
		await scheduleReports(ctx, { ...loaded, terms: { ...loaded.terms, endsOn: '2027-03-31' } })
		const shown = (await reportsOf(award.lead, award.id)).reports
		expect(shown).toMatchObject([{ kind: 'final', dueOn: '2027-05-30', status: 'due' }])
		const on = (day: string) => remindReports({ ...ctx, now: new Date(`${day}T09:00:00Z`) })
		expect(await on('2027-04-29')).toBe(0)
		expect(await on('2027-04-30')).toBe(1)
		expect(await on('2027-05-01')).toBe(0)
		expect(await on('2027-06-13')).toBe(1)
		expect(await on('2027-09-01')).toBe(0)
		const mails = await ctx.db.selectFrom('mail').select('kind').where('ref', '=', `award:${award.id}`).execute()
		expect(mails.map(({ kind }) => kind).sort()).toEqual(['reports.overdue', 'reports.reminder'])
	})
})
