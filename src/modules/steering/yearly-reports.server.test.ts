import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect } from 'vitest'
import { search } from '#modules/search/find.server'
import type { Ctx, Role } from '#platform/ctx'
import { RuleBroken } from '#platform/errors'
import { buildSignedIn } from '#test/accounts'
import { buildEvent } from '#test/events'
import { actor, as, queued, test, trail } from '#test/support'
import { refreshFigures } from './fact-rows.server.ts'
import { reportPreview } from './report-paper.server.ts'
import { objectiveForm } from './report-schema.ts'
import {
	addObjective,
	beginReport,
	chooseStories,
	getReport,
	publishedReport,
	publishReport,
	removeObjective,
	writeReport
} from './yearly-reports.server.ts'

async function staff(ctx: Ctx, role: Role) {
	const { accountId } = await buildSignedIn(ctx)
	return as(ctx, actor([role], { accountId }))
}
const intro = { intro: { fr: 'Une belle année.', bg: 'Добра година.' } }
const objective = (over = {}) => objectiveForm.parse({ 'title.fr': 'Trois séminaires', measure: 'events', target: '3', ...over })

describe('a yearly report', () => {
	test('is written, frozen and numbered when published, and never changes', async ({ ctx }) => {
		await refreshFigures(ctx)
		const officer = await staff(ctx, 'officer')
		const head = await staff(ctx, 'head')
		const id = await beginReport(officer, 2026)
		await expect(beginReport(officer, 2026)).rejects.toMatchObject({ key: 'error.report.taken', field: 'year' })
		await expect(publishReport(head, id, { version: 1 })).rejects.toEqual(new RuleBroken('error.report.empty', 'intro'))
		await writeReport(officer, id, { version: 1, ...intro })
		await expect(writeReport(officer, id, { version: 1, ...intro })).rejects.toEqual(new RuleBroken('error.stale'))
		await addObjective(officer, id, objective())
		await expect(publishedReport(ctx, 2026)).rejects.toMatchObject({ status: 404 })
		await expect(publishReport(officer, id, { version: 2 })).rejects.toMatchObject({ status: 403 })

		await publishReport(head, id, { version: 2 })

		const published = await publishedReport(ctx, 2026)
		expect(published).toMatchObject({
			reference: '2027-RPT-00001',
			texts: intro,
			digest: expect.stringMatching(/^[0-9a-f]{64}$/)
		})
		expect(published.content!.objectives).toMatchObject([{ title: { fr: 'Trois séminaires' }, target: 3, reached: 0 }])
		expect(await queued(ctx, 'steering.report-paper')).toEqual([{ reportId: id }])
		expect((await search(ctx, { q: 'добра година' })).items).toMatchObject([{ kind: 'report', path: '/reports/2026' }])
		await expect(writeReport(officer, id, { version: 3, ...intro })).rejects.toEqual(new RuleBroken('error.report.published'))
		await expect(addObjective(officer, id, objective())).rejects.toEqual(new RuleBroken('error.report.published'))
		await expect(publishReport(head, id, { version: 3 })).rejects.toEqual(new RuleBroken('error.report.published'))
		expect((await trail(ctx, `yearly-report:${id}`)).at(-1)?.action).toBe('yearly-report.published')
		await expect(sql`update yearly_report set texts = '{}' where id = ${id}`.execute(ctx.db)).rejects.toThrow('never changed')
	})

	test('has its stories chosen by the staff while it is a draft, one page after the other', async ({ ctx }) => {
		await refreshFigures(ctx)
		const officer = await staff(ctx, 'officer')
		const head = await staff(ctx, 'head')
		const id = await beginReport(officer, 2026)
		const story = [uuidv7(), uuidv7()]
		for (const role of ['member', 'evaluator', 'auditor'] as const)
			await expect(chooseStories(await staff(ctx, role), id, { version: 1, story })).rejects.toMatchObject({ status: 403 })
		await chooseStories(officer, id, { version: 1, story })
		await expect(chooseStories(head, id, { version: 1, story: [] })).rejects.toEqual(new RuleBroken('error.stale'))
		await expect(chooseStories(officer, uuidv7(), { version: 1, story })).rejects.toMatchObject({ status: 404 })
		expect(await ctx.db.selectFrom('yearlyReport').select('stories').execute()).toEqual([{ stories: story }])
		await writeReport(officer, id, { version: 2, ...intro })
		await publishReport(head, id, { version: 3 })
		await expect(chooseStories(officer, id, { version: 4, story: [] })).rejects.toEqual(new RuleBroken('error.report.published'))
	})

	test('names under each objective what was done for it, and only what is public', async ({ ctx }) => {
		const { eventId } = await buildEvent(ctx)
		const { eventId: reserved } = await buildEvent(ctx)
		await sql`update event set reserved = true where id = ${reserved}`.execute(ctx.db)
		await refreshFigures(ctx)
		const officer = await staff(ctx, 'officer')
		const id = await beginReport(officer, 2027)
		await addObjective(officer, id, objective())
		const { content } = await getReport(officer, id)
		expect(content.objectives[0]!.activities).toMatchObject([{ kind: 'event', id: eventId }])
	})

	test('holds money objectives in cents, and loses one that is taken away', async ({ ctx }) => {
		const officer = await staff(ctx, 'editor')
		const id = await beginReport(officer, 2026)
		const objectiveId = await addObjective(officer, id, objective({ measure: 'committed', target: '12 500,50' }))
		expect((await getReport(officer, id)).content!.objectives).toMatchObject([{ target: 1_250_050 }])
		await removeObjective(officer, id, objectiveId)
		await expect(removeObjective(officer, id, objectiveId)).rejects.toMatchObject({ status: 404 })
		expect(objectiveForm.safeParse({ 'title.fr': 'x', measure: 'events', target: 'beaucoup' }).success).toBe(false)
	})

	test('is a tagged PDF in both languages', async ({ ctx }) => {
		await refreshFigures(ctx)
		const officer = await staff(ctx, 'officer')
		const id = await beginReport(officer, 2026)
		await writeReport(officer, id, { version: 1, ...intro })
		await addObjective(officer, id, objective())
		const pdf = (await reportPreview(officer, id)).toString('latin1')
		expect(pdf.slice(0, 8)).toBe('%PDF-1.7')
		expect(pdf).toContain('pdfuaid')
	})

	test.for(['member', 'evaluator', 'finance'] as Role[])('is not written by %s', async (role, { ctx }) => {
		await expect(beginReport(as(ctx, actor([role])), 2026)).rejects.toMatchObject({ status: 403 })
	})
})
