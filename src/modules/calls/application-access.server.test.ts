import { randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import { exportApplications, writeApplicationsExport } from '#modules/calls/application-exports.server'
import { applicationFileAddress } from '#modules/calls/application-files.server'
import { getFiledApplication } from '#modules/calls/application-lists.server'
import { checkRequirement, giveVerdict } from '#modules/calls/checks.server'
import { listConflicts, liftConflict } from '#modules/calls/conflicts.server'
import { declareConflicts } from '#modules/calls/declarations.server'
import { decideCall } from '#modules/calls/decisions.server'
import { followRanking } from '#modules/calls/discussions.server'
import { addEvaluator } from '#modules/calls/evaluators.server'
import { letterPdf } from '#modules/calls/letters.server'
import { closePanel } from '#modules/calls/minutes.server'
import { addMember, openPanel, recuseMember } from '#modules/calls/panels.server'
import { reviewProgress } from '#modules/calls/review-progress.server'
import type { Ctx } from '#platform/ctx'
import { openFile, storeContents } from '#platform/files.server'
import { openSheet } from '#platform/sheets.server'
import { buildClosedCall } from '#test/evaluation'
import { buildSelection, buildStaff, later } from '#test/selection'
import { ownHome, test } from '#test/support'

ownHome()
const recused = { key: 'error.applications.recused', status: 403 }

/** A call whose files are opened, and an officer who evaluates it and is tied to the first of its two applications. */
async function buildTied(ctx: Ctx) {
	const call = await buildClosedCall(ctx, {
		applications: 2,
		files: async (id) => {
			const file = await storeContents(ctx, Buffer.from('Statuts'), {
				name: 'statuts.txt',
				type: 'txt',
				owner: { kind: 'application', id }
			})
			const answer = { id: randomUUID(), name: 'statuts.txt', bytes: 7, type: 'txt' as const }
			return [{ field: 'statutes', answer, fileId: file.id, digest: file.digest }]
		}
	})
	const tied = { ...(await buildStaff(ctx, 'officer', 'Свързан Служител')), now: ctx.now }
	await addEvaluator(call.officer, call.id, { account: tied.actor!.accountId, most: 20, lots: [] })
	const [own, other] = call.applications.map(({ id }) => id) as [string, string]
	await declareConflicts(tied, call.id, [{ subject: own, note: 'Ma sœur y travaille.' }])
	const { id: fileId } = await ctx.db
		.selectFrom('applicationFile')
		.select('id')
		.where('applicationId', '=', own)
		.executeTakeFirstOrThrow()
	return { call, tied, own, other, fileId }
}

describe('who is in conflict with an application', () => {
	test('does not read what was filed, until the conflict is lifted', async ({ ctx }) => {
		const { call, tied, own, other } = await buildTied(ctx)
		await expect(getFiledApplication(tied, call.id, own)).rejects.toMatchObject(recused)
		expect((await getFiledApplication(tied, call.id, other)).opened).not.toBeNull()
		expect((await getFiledApplication(call.officer, call.id, own)).opened).not.toBeNull()
		const { conflicts } = await listConflicts(call.officer, call.id)
		await liftConflict(call.officer, call.id, { id: conflicts[0]!.id, reason: 'Il s’agissait d’un homonyme.' })
		expect((await getFiledApplication(tied, call.id, own)).opened).not.toBeNull()
	})

	test('does not get its papers', async ({ ctx }) => {
		const { call, tied, own, fileId } = await buildTied(ctx)
		await expect(applicationFileAddress(tied, own, fileId)).rejects.toMatchObject(recused)
		expect(await applicationFileAddress(call.officer, own, fileId)).toMatch(/^\/files\//)
	})

	test('neither checks it nor gives the verdict', async ({ ctx }) => {
		const { call, tied, own } = await buildTied(ctx)
		await ctx.db.updateTable('application').set({ status: 'filed' }).where('id', '=', own).execute()
		const said = { requirement: randomUUID(), result: 'met', note: '' } as const
		await expect(checkRequirement(tied, own, said)).rejects.toMatchObject(recused)
		await expect(giveVerdict(tied, own, 'admitted')).rejects.toMatchObject(recused)
		await giveVerdict(call.officer, own, 'admitted')
	})

	test('finds no row of it in the workbook', async ({ ctx }) => {
		const { call, tied } = await buildTied(ctx)
		const rowsFor = async (asking: Ctx) => {
			const job = await exportApplications(asking, call.id)
			await writeApplicationsExport({ ...asking, actor: null }, { callId: call.id, accountId: asking.actor!.accountId }, job)
			const { fileId } = await ctx.db
				.selectFrom('jobProgress')
				.select('fileId')
				.where('jobId', '=', job)
				.executeTakeFirstOrThrow()
			const sheet = await openSheet(async () => (await openFile(ctx, fileId!)).stream)
			const read: string[] = []
			for await (const { cells } of sheet.rows()) read.push(cells[0]!)
			return read.slice(1)
		}
		const [own, other] = call.applications.map(({ reference }) => reference)
		expect(await rowsFor(tied)).toEqual([other])
		expect(await rowsFor(call.officer)).toEqual([own, other])
	})
})

test('an officer who evaluates declares what ties them before they read anything', async ({ ctx }) => {
	const { call, own, fileId } = await buildTied(ctx)
	const judge = { ...(await buildStaff(ctx, 'officer', 'Съдия Служителев')), now: ctx.now }
	await addEvaluator(call.officer, call.id, { account: judge.actor!.accountId, most: 20, lots: [] })
	const undeclared = { key: 'error.applications.undeclared', status: 403 }
	await expect(getFiledApplication(judge, call.id, own)).rejects.toMatchObject(undeclared)
	await expect(applicationFileAddress(judge, own, fileId)).rejects.toMatchObject(undeclared)
	await expect(giveVerdict(judge, own, 'admitted')).rejects.toMatchObject(undeclared)
	await expect(exportApplications(judge, call.id)).rejects.toMatchObject(undeclared)
	await declareConflicts(judge, call.id, [])
	expect((await getFiledApplication(judge, call.id, own)).opened).not.toBeNull()
	expect(await applicationFileAddress(judge, own, fileId)).toMatch(/^\/files\//)
})

test('before the files are opened there is nothing to declare, and nothing that is kept back', async ({ ctx }) => {
	const call = await buildClosedCall(ctx, { applications: 1, opened: false })
	const judge = { ...(await buildStaff(ctx, 'officer', 'Съдия Служителев')), now: ctx.now }
	await addEvaluator(call.officer, call.id, { account: judge.actor!.accountId, most: 20, lots: [] })
	expect((await getFiledApplication(judge, call.id, call.applications[0]!.id)).opened).toBeNull()
})

describe('who is recused in the panel', { timeout: 120_000 }, () => {
	test('sees neither its scores among the reviews nor its letter', async ({ ctx }) => {
		const selection = await buildSelection(ctx, { applications: 2 })
		const { callId, officer, head } = selection
		await openPanel(later(officer, 10), callId)
		const member = await buildStaff(ctx, 'editor', 'Член Комисиев')
		await addMember(later(officer, 10), callId, { email: member.actor!.email, chair: true })
		await addMember(later(officer, 10), callId, { email: head.actor!.email, chair: false })
		const [own, other] = selection.people.map(({ id }) => id) as [string, string]
		const accountId = member.actor!.accountId
		await recuseMember(later(officer, 11), callId, { applicationId: own, accountId, reason: 'Роднинска връзка.' })

		const scored = async (reader: Ctx) => {
			const { ranking, lines } = await reviewProgress(later(reader, 11), callId)
			return [own, other].map((application) => ({
				place: ranking!.find(({ id }) => id === application)!.score !== null,
				cells: lines.find(({ id }) => id === application)!.cells.some((cell) => cell?.score != null)
			}))
		}
		expect(await scored(officer)).toEqual(Array(2).fill({ place: true, cells: true }))
		expect(await scored(member)).toEqual([
			{ place: false, cells: false },
			{ place: true, cells: true }
		])

		await followRanking(later(officer, 11), callId)
		await closePanel(later(officer, 12), callId)
		await decideCall(later(head, 13), callId)
		await expect(letterPdf(later(member, 14), callId, own)).rejects.toMatchObject(recused)
		expect((await letterPdf(later(member, 14), callId, other)).contents.subarray(0, 5).toString()).toBe('%PDF-')
	})
})
