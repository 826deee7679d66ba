import { describe, expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { buildRunning } from '#test/awards'
import { actor, as, contextOn, NOW, ownDatabase, ownHome, test, trail } from '#test/support'
import { heldAwards } from './personal-data.server.ts'
import { reportAt, reportHistory, restoreReport, thinReports } from './report-drafts.server.ts'
import { askForReport } from './report-schedule.server.ts'
import { getReport, saveReport } from './reports.server.ts'

ownHome()

/** A running award with its final report; `save` posts as somebody of the holder, from the version they read. */
async function build(ctx: Ctx) {
	const award = await buildRunning(ctx)
	const save = (by: Ctx, version: number, posted: Record<string, string>) => saveReport(by, award.final, { version, posted })
	const answers = async () => (await getReport(award.lead, award.final)).answers
	return { ...award, save, answers }
}
type Built = Awaited<ReturnType<typeof build>>
const versions = async ({ lead, final }: Built) =>
	(await reportHistory(lead, final)).versions.map(({ version, reason, changes, current }) => [version, reason, changes, current])

describe('two who write one report', () => {
	test('from the same version lose nothing: what each changed is joined', async ({ ctx }) => {
		const award = await build(ctx)
		await award.save(award.member, 0, { done: 'Шест срещи.' })
		const saved = await award.save(award.lead, 0, { places: 'Русе и Лион.' })
		expect(saved).toMatchObject({ version: 2, conflicts: [] })
		expect(await award.answers()).toEqual({ done: 'Шест срещи.', places: 'Русе и Лион.' })
		expect(await versions(award)).toEqual([
			[2, 'merged', 1, true],
			[1, 'saved', 1, false]
		])
	})

	test('on the same answer are asked: what is saved stays until one of them saves again', async ({ ctx }) => {
		const award = await build(ctx)
		await award.save(award.member, 0, { done: 'Шест срещи.', places: 'Русе.' })
		const saved = await award.save(award.lead, 0, { done: 'Пет срещи.', results: 'Наръчник.' })
		expect(saved.conflicts).toEqual([{ field: 'done', base: null, mine: 'Пет срещи.', theirs: 'Шест срещи.' }])
		expect(saved.answers).toMatchObject({ done: 'Пет срещи.', places: 'Русе.', results: 'Наръчник.' })
		expect(await award.answers()).toEqual({ done: 'Шест срещи.', places: 'Русе.', results: 'Наръчник.' })
		await award.save(award.lead, saved.version, { done: 'Пет срещи.' })
		expect(await award.answers()).toMatchObject({ done: 'Пет срещи.' })
	})

	test('are not hindered by another day that was set for it meanwhile', async ({ ctx }) => {
		const award = await build(ctx)
		await award.save(award.member, 0, { done: 'Шест срещи.' })
		await askForReport(award.officer, award.id, { kind: 'final', dueOn: '2027-06-15' })
		expect(await award.save(award.member, 1, { done: 'Седем срещи.' })).toMatchObject({ version: 3, conflicts: [] })
		expect(await award.answers()).toEqual({ done: 'Седем срещи.' })
	})

	test('at the same moment both keep what they wrote', async () => {
		await using database = await ownDatabase()
		const award = await build(contextOn(database.db))
		await Promise.all([
			award.save(award.member, 0, { done: 'Шест срещи.' }),
			award.save(award.lead, 0, { places: 'Русе и Лион.' })
		])
		expect(await award.answers()).toEqual({ done: 'Шест срещи.', places: 'Русе и Лион.' })
	})
})

describe('the history of a report', () => {
	test('keeps every save that changed something, and gives a version back as a new one', async ({ ctx }) => {
		const award = await build(ctx)
		await award.save(award.member, 0, { done: 'Шест срещи.' })
		await award.save(award.lead, 1, { done: '' })
		await award.save(award.lead, 2, { done: '' })
		expect((await reportHistory(award.lead, award.final)).versions.map(({ by }) => by)).toEqual([
			'Елица Примерова',
			'Камен Образцов'
		])
		expect(await reportAt(award.lead, award.final, 1)).toEqual({ done: 'Шест срещи.' })
		await expect(reportAt(award.lead, award.final, 9)).rejects.toMatchObject({ status: 404 })
		await expect(restoreReport(award.lead, award.final, { version: 1, from: 1 })).rejects.toMatchObject({ key: 'error.stale' })
		await restoreReport(award.lead, award.final, { version: 1, from: 2 })
		expect(await award.answers()).toEqual({ done: 'Шест срещи.' })
		expect(await versions(award)).toEqual([
			[3, 'restored', 1, true],
			[2, 'saved', 1, false],
			[1, 'saved', 1, false]
		])
		expect((await trail(ctx, `award:${award.id}`)).map(({ action }) => action)).toContain('report.restored')
	})

	test('gives a version back once to two who ask at the same moment', async () => {
		await using database = await ownDatabase()
		const award = await build(contextOn(database.db))
		await award.save(award.member, 0, { done: 'Шест срещи.' })
		await award.save(award.lead, 1, { done: '' })
		const asked = await Promise.allSettled(
			[award.lead, award.member].map((by) => restoreReport(by, award.final, { version: 1, from: 2 }))
		)
		expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
		expect(asked.find((one) => one.status === 'rejected')?.reason).toMatchObject({ key: 'error.stale' })
		expect((await versions(award)).map(([version]) => version)).toEqual([3, 2, 1])
	})

	test('is the holder’s, and gives nothing back once the report is filed', async ({ ctx }) => {
		const award = await build(ctx)
		await award.save(award.member, 0, { done: 'Шест срещи.' })
		expect((await reportHistory(award.member, award.final)).can.restore).toBe(true)
		await expect(reportHistory(award.officer, award.final)).rejects.toMatchObject({ status: 403 })
		await expect(reportAt(award.officer, award.final, 1)).rejects.toMatchObject({ status: 403 })
		await expect(reportHistory(as(ctx, actor()), award.final)).rejects.toMatchObject({ status: 404 })
		await expect(restoreReport(award.officer, award.final, { version: 1, from: 1 })).rejects.toMatchObject({ status: 403 })
		await ctx.db.updateTable('report').set({ status: 'filed' }).where('id', '=', award.final).execute()
		expect((await reportHistory(award.member, award.final)).can.restore).toBe(false)
		await expect(restoreReport(award.lead, award.final, { version: 1, from: 1 })).rejects.toMatchObject({
			key: 'error.reports.status'
		})
	})

	test('forgets who wrote when they ask to be erased', async ({ ctx }) => {
		const award = await build(ctx)
		await award.save(award.member, 0, { done: 'Шест срещи.' })
		await heldAwards.erase(ctx, { id: award.member.actor!.accountId, email: award.member.actor!.email })
		expect((await reportHistory(award.lead, award.final)).versions.map(({ by }) => by)).toEqual([''])
	})

	test('is thinned out: all of a day, one an hour for a month, then one a day; what was restored stays', async ({ ctx }) => {
		const award = await build(ctx)
		const day = (days: number, time: string) =>
			new Date(`${new Date(NOW.getTime() - days * 86_400_000).toISOString().slice(0, 10)}T${time}Z`)
		const saved = [
			...[day(45, '08:10:00'), day(45, '10:20:00'), day(45, '15:30:00')].map((savedAt) => [savedAt, 'saved'] as const),
			[day(3, '10:05:00'), 'restored'] as const,
			...[day(3, '10:10:00'), day(3, '10:50:00')].map((savedAt) => [savedAt, 'saved'] as const),
			...[20, 10].map((minutes) => [new Date(NOW.getTime() - minutes * 60_000), 'merged'] as const)
		]
		for (const [at, [savedAt, reason]] of saved.entries())
			await ctx.db
				.insertInto('reportDraft')
				.values({ reportId: award.final, version: at + 1, answers: '{}', savedAt, reason })
				.execute()
		expect(await thinReports(ctx)).toBe(3)
		expect((await versions(award)).map(([, reason]) => reason)).toEqual(['merged', 'merged', 'saved', 'restored', 'saved'])
		expect(await thinReports(ctx)).toBe(0)
	})
})
