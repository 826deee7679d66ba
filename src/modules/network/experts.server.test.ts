import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { actor, as, NOW, test } from '#test/support'
import { getExpert, listExperts } from './experts.server.ts'

type Over = { visibility?: Record<string, string>; consentedOn?: string | null; isExpert?: boolean; status?: string }
async function put(ctx: Ctx, name: string, { visibility = {}, ...over }: Over = {}) {
	const id = randomUUID()
	await ctx.db
		.insertInto('person')
		.values({
			id,
			name,
			sortKey: name,
			country: 'BG',
			territory: 'TGV35',
			email: 'secret@example.org',
			phone: '0123456789',
			themes: ['water'],
			languages: ['fr'],
			isExpert: true,
			consentedOn: '2027-01-01',
			visibility: JSON.stringify(visibility),
			status: 'listed',
			createdAt: NOW,
			updatedAt: NOW,
			...over
		})
		.execute()
	return id
}
const names = async (ctx: Ctx, filters = {}) => (await listExperts(ctx, filters)).experts.map(({ name }) => name)

test('only experts who agreed and are listed are shown, without any way to reach them', async ({ ctx }) => {
	const shown = await put(ctx, 'Ana')
	const others = [
		await put(ctx, 'Boris', { consentedOn: null }),
		await put(ctx, 'Claire', { isExpert: false }),
		await put(ctx, 'Dora', { status: 'hidden' })
	]
	expect(await names(ctx)).toEqual(['Ana'])
	for (const id of others) await expect(getExpert(ctx, id)).rejects.toMatchObject({ status: 404 })
	for (const reader of [null, actor(['member']), actor(['officer'])])
		expect(JSON.stringify(await getExpert(as(ctx, reader), shown))).not.toMatch(/secret@|0123456789/)
})

test('by theme, by territory with all in it, by language', async ({ ctx }) => {
	await put(ctx, 'Ana')
	expect(await names(ctx, { theme: 'water', territory: 'BG334', language: 'fr' })).toEqual(['Ana'])
	expect(await names(ctx, { territory: 'BG' })).toEqual(['Ana'])
	for (const filter of [{ theme: 'energy' }, { territory: 'BG341' }, { language: 'bg' }, { theme: "'" }])
		expect(await names(ctx, filter)).toEqual([])
})

test('nobody is found by what they keep back; the staff see it', async ({ ctx }) => {
	const id = await put(ctx, 'Ana', { visibility: { themes: 'members', territory: 'staff' } })
	expect(await names(ctx, { theme: 'water' })).toEqual([])
	expect(await names(ctx, { territory: 'BG' })).toEqual([])
	expect(await getExpert(ctx, id)).toMatchObject({ themes: [], territory: null, country: null })
	const staff = as(ctx, actor(['officer']))
	expect(await names(staff, { theme: 'water', territory: 'BG' })).toEqual(['Ana'])
})

test('pages by name', async ({ ctx }) => {
	for (let i = 0; i < 27; i++) await put(ctx, `Nom ${String(i).padStart(2, '0')}`)
	const first = await listExperts(ctx)
	const second = await listExperts(ctx, {}, first.next)
	expect([first.experts.length, second.experts.length, second.next]).toEqual([25, 2, null])
})
