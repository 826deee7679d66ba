import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { storeContents } from '#platform/files.server'
import { buildClosedCall } from '#test/evaluation'
import { ownHome, test } from '#test/support'
import type { Ctx } from '#platform/ctx'
import { getFiledApplication } from './application-lists.server.ts'
import { forgetRejected } from './retention.server.ts'

ownHome()
const YEARS = 365 * 24 * 3_600_000
const statuses = ['selected', 'rejected', 'reserve', 'ineligible', 'withdrawn'] as const

/** A call decided now: one application of each kind with a file, a receipt and a letter, then a draft nobody filed. */
async function buildDecided(ctx: Ctx) {
	const stored = (name: string, id: string) =>
		storeContents(ctx, Buffer.from(`${name} ${id}`), { name, type: 'txt', owner: { kind: 'application', id } })
	const call = await buildClosedCall(ctx, {
		applications: statuses.length + 1,
		files: async (id) => {
			const file = await stored('statuts.txt', id)
			const answer = { id: randomUUID(), name: 'statuts.txt', bytes: 7, type: 'txt' as const }
			return [{ field: 'statutes', answer, fileId: file.id, digest: file.digest }]
		}
	})
	for (const [at, status] of statuses.entries()) {
		const { id } = call.applications[at]!
		await ctx.db.updateTable('application').set({ status }).where('id', '=', id).execute()
		const receipt = await stored('recu.txt', id)
		await ctx.db.updateTable('filing').set({ receiptId: receipt.id }).where('applicationId', '=', id).execute()
		const letter = await stored('lettre.txt', id)
		await ctx.db
			.insertInto('outcome')
			.values({ applicationId: id, callId: call.id, letterId: letter.id, letterSentAt: ctx.now })
			.execute()
	}
	const draft = call.applications.at(-1)!.id
	await ctx.db
		.updateTable('application')
		.set({ status: 'draft', filingId: null, filedAt: null })
		.where('id', '=', draft)
		.execute()
	await ctx.db.updateTable('call').set({ status: 'decided', decidedAt: ctx.now }).where('id', '=', call.id).execute()
	return call
}
const contentsOf = (ctx: Ctx, id: string) =>
	ctx.db
		.selectFrom('application')
		.select(['status', 'title', 'answers', 'accountId'])
		.where('id', '=', id)
		.executeTakeFirstOrThrow()
const living = async (ctx: Ctx, owner: string) =>
	(
		await ctx.db
			.selectFrom('storedFile')
			.select('name')
			.where('ownerId', '=', owner)
			.where('removedAt', 'is', null)
			.orderBy('name')
			.execute()
	).map(({ name }) => name)

test('years after the decision nothing of what was not selected is left but that it was filed and judged', async ({ ctx }) => {
	const { id: callId, officer, applications } = await buildDecided(ctx)
	const [selected, rejected] = applications.map(({ id }) => id) as [string, string]
	const kept = await contentsOf(ctx, selected)
	const sealed = await ctx.db.selectFrom('filing').select(['digest', 'salt']).where('applicationId', '=', rejected).execute()
	expect(await forgetRejected(ctx, ctx.now)).toBe(0)
	expect(await forgetRejected(ctx, new Date(ctx.now.getTime() + YEARS))).toBe(statuses.length)

	expect(await contentsOf(ctx, selected)).toEqual(kept)
	expect(await living(ctx, selected)).toEqual(['lettre.txt', 'recu.txt', 'statuts.txt'])
	for (const [at, { id }] of applications.slice(1).entries()) {
		expect(await contentsOf(ctx, id)).toEqual({ status: statuses[at + 1] ?? 'draft', title: '', answers: {}, accountId: null })
		expect(await living(ctx, id)).toEqual([])
		for (const table of ['applicationAuthor', 'applicationDraft', 'applicationFile', 'applicationMessage'] as const)
			expect(await ctx.db.selectFrom(table).selectAll().where('applicationId', '=', id).execute()).toEqual([])
		expect(
			await ctx.db.selectFrom('filing').select(['answers', 'files', 'filedBy']).where('applicationId', '=', id).execute()
		).toEqual([{ answers: {}, files: [], filedBy: null }])
	}
	expect(await ctx.db.selectFrom('filing').select(['digest', 'salt']).where('applicationId', '=', rejected).execute()).toEqual(
		sealed
	)
	// The office still opens what it judged.
	expect(await getFiledApplication(officer, callId, rejected)).toMatchObject({ id: rejected })
	expect(await forgetRejected(ctx, new Date(ctx.now.getTime() + YEARS))).toBe(0)
})

test('of a call that was cancelled, from the day it would have closed; of one not decided, nothing', async ({ ctx }) => {
	const { id, applications } = await buildClosedCall(ctx, { applications: 2 })
	const later = new Date(ctx.now.getTime() + YEARS)
	expect(await forgetRejected(ctx, later)).toBe(0)
	await ctx.db.updateTable('call').set({ status: 'cancelled', cancelReason: 'Faute de crédits.' }).where('id', '=', id).execute()
	const { closesAt } = await ctx.db.selectFrom('call').select('closesAt').where('id', '=', id).executeTakeFirstOrThrow()
	expect(await forgetRejected(ctx, closesAt!)).toBe(0)
	expect(await forgetRejected(ctx, later)).toBe(2)
	expect(await contentsOf(ctx, applications[0]!.id)).toMatchObject({ title: '', answers: {} })
})
