import { randomUUID } from 'node:crypto'
import { readXlsx } from 'hucre'
import { describe, expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { xlsxResponse } from '#platform/xlsx.server'
import { actor, as, NOW, test, trail } from '#test/support'
import { exportOrganisations, listPublic, publicLines } from './exports.server.ts'

let last = 0
const put = async (ctx: Ctx, name: string, status = 'listed') => {
	const id = randomUUID()
	await ctx.db
		.insertInto('organisation')
		.values({
			id,
			reference: `2027-ORG-X${++last}`,
			kind: 'association',
			country: 'FR',
			name: JSON.stringify({ fr: name }),
			email: 'secret@example.org',
			website: 'https://example.org',
			visibility: JSON.stringify({ website: 'members' }),
			status,
			createdAt: NOW,
			updatedAt: NOW
		})
		.execute()
	return id
}
const all = async <T>(rows: AsyncIterable<T>) => {
	const kept: T[] = []
	for await (const row of rows) kept.push(row)
	return kept
}

describe('the public file', () => {
	test('holds what is listed and for everybody, formulas made harmless', async ({ ctx }) => {
		await put(ctx, '=cmd()')
		await put(ctx, 'Cachée', 'hidden')
		const text = (await all(publicLines(ctx))).join('')
		expect(text).toContain(`"'=cmd()"`)
		expect(text).not.toMatch(/Cachée|secret@|https:/)
	})

	test('pages by id', async ({ ctx }) => {
		await put(ctx, 'Un')
		await put(ctx, 'Deux')
		await put(ctx, 'Cachée', 'hidden')
		const first = await listPublic(ctx, { limit: 1 })
		const second = await listPublic(ctx, { limit: 1, after: first.next })
		expect([first, second].flatMap(({ organisations }) => organisations.map(({ name }) => name.fr)).sort()).toEqual([
			'Deux',
			'Un'
		])
		expect(second.next).toBeNull()
	})
})

describe('the office’s file', () => {
	test('is for staff who have just confirmed who they are, and leaves a trace', async ({ ctx }) => {
		await put(ctx, '=1+1')
		for (const stranger of [null, actor(['member']), actor(['auditor'])])
			await expect(exportOrganisations(as(ctx, stranger))).rejects.toMatchObject({ status: 403 })
		await expect(exportOrganisations(as(ctx, actor(['officer'], { freshUntil: null })))).rejects.toMatchObject({
			key: 'error.identity.needs_fresh'
		})
		const rows = await exportOrganisations(as(ctx, actor(['officer'])), { country: 'FR' })
		const answer = xlsxResponse('organisations', rows)
		const { sheets } = await readXlsx(new Uint8Array(await answer.arrayBuffer()))
		expect(sheets[0]!.rows[0]![0]).toBe('reference')
		expect(sheets[0]!.rows[1]).toContain('=1+1')
		expect(sheets[0]!.rows[1]).toContain('secret@example.org')
		expect((await trail(ctx, 'organisation:all')).map(({ action, data }) => [action, data])).toEqual([
			['organisation.list-exported', { country: 'FR' }]
		])
	})
})
