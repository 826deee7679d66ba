import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { giveConsent, withdrawConsent } from '#modules/identity/consents.server'
import { buildSignedIn } from '#test/accounts'
import { buildOrganisation } from '#test/network'
import { actor, as, NOW, test } from '#test/support'
import { getExpert, listExperts } from './experts.server.ts'
import { listPortraits, portraitsVersion } from './portraits.server.ts'

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

test('an organisation is known for its experts’ themes while they agree to be shown, and no longer', async ({ ctx }) => {
	const organisationId = await buildOrganisation(ctx)
	await ctx.db
		.updateTable('organisation')
		.set({ visibility: JSON.stringify({ people: 'public' }) })
		.where('id', '=', organisationId)
		.execute()
	const post = (personId: string) =>
		ctx.db
			.insertInto('membership')
			.values({ id: randomUUID(), personId, organisationId, role: 'member', createdAt: NOW })
			.execute()
	const visibility = { themes: 'public', organisations: 'public' }
	await post(await put(ctx, 'Boris', { visibility, consentedOn: null }))
	const [before] = await listPortraits(ctx, { ids: [organisationId] })
	expect(before!.expertThemes).toEqual([])
	const { accountId } = await buildSignedIn(ctx, { email: 'ana@example.org' })
	const id = await put(ctx, 'Ana', { visibility, consentedOn: null })
	await ctx.db.updateTable('person').set({ accountId }).where('id', '=', id).execute()
	await post(id)
	const own = as(ctx, actor(['member'], { accountId }))
	await giveConsent(own, 'directory', 'account')
	const { version } = await portraitsVersion(ctx)
	expect((await listPortraits(ctx, { ids: [organisationId] }))[0]!.expertThemes).toEqual(['water'])
	await withdrawConsent(own, 'directory')
	expect((await listPortraits(ctx, { ids: [organisationId] }))[0]!.expertThemes).toEqual([])
	expect((await portraitsVersion(ctx)).version).not.toBe(version)
})
