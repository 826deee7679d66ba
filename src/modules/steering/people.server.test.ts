import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect } from 'vitest'
import { createAccount } from '#modules/identity/accounts.server'
import { addGrant } from '#modules/identity/roles.server'
import type { Ctx, Role } from '#platform/ctx'
import { countingQueries } from '#test/queries'
import { actor, as, NOW, test } from '#test/support'
import { getPerson, listPeople } from './people.server.ts'

const administrator = (ctx: Ctx) => as(ctx, actor([{ service: null, role: 'administrator' }]))
const auditor = (ctx: Ctx) => as(ctx, actor([{ service: null, role: 'auditor' }]))
async function build(ctx: Ctx, name: string, grants: [Role, string | null][] = [], email = `${uuidv7()}@example.org`) {
	const id = await createAccount(ctx, { email, name, locale: 'bg' })
	for (const [role, service] of grants) await addGrant(ctx, id, { role, service }, null)
	return id
}
const names = async (ctx: Ctx, filters: Parameters<typeof listPeople>[1] = {}) =>
	(await listPeople(administrator(ctx), filters)).people.map(({ name }) => name)

describe('the list of people', () => {
	test('shows each account with its roles, by name, and no erased one', async ({ ctx }) => {
		await build(
			ctx,
			'Zoé',
			[
				['officer', 'cit'],
				['editor', 'ser']
			],
			'zoe@example.org'
		)
		await build(ctx, 'alma')
		const gone = await build(ctx, 'Gone')
		await sql`update account set erased_at = ${NOW} where id = ${gone}`.execute(ctx.db)

		const { people, can } = await listPeople(administrator(ctx))

		expect(people.map(({ name, email, roles }) => [name, email, roles.map(({ role, service }) => [role, service])])).toEqual([
			['alma', expect.stringContaining('@example.org'), []],
			[
				'Zoé',
				'zoe@example.org',
				[
					['officer', 'cit'],
					['editor', 'ser']
				]
			]
		])
		expect(can).toEqual({ seeAddresses: true })
		await expect(getPerson(administrator(ctx), gone)).rejects.toMatchObject({ status: 404 })
	})

	test('is narrowed by words, role and service together', async ({ ctx }) => {
		await build(ctx, 'Анна', [
			['officer', 'cit'],
			['head', 'ser']
		])
		await build(ctx, 'Borislav 100%', [['officer', 'ser']], 'b.o@example.org')
		await build(ctx, 'Carole')
		expect(await names(ctx, { q: 'АНН' })).toEqual(['Анна'])
		expect(await names(ctx, { q: '0%' })).toEqual(['Borislav 100%'])
		expect(await names(ctx, { q: 'b.o@' })).toEqual(['Borislav 100%'])
		expect(await names(ctx, { q: '_' })).toEqual([])
		expect(await names(ctx, { role: 'officer' })).toEqual(['Borislav 100%', 'Анна'])
		expect(await names(ctx, { service: 'ser' })).toEqual(['Borislav 100%', 'Анна'])
		// The role in that service, not the one and the other.
		expect(await names(ctx, { role: 'officer', service: 'ser' })).toEqual(['Borislav 100%'])
		expect(await names(ctx, { role: 'member' })).toEqual(['Carole'])
		expect(await names(ctx, { service: 'nowhere' })).toEqual([])
	})

	test('shows no address to an auditor, in the list, on the page, or by searching', async ({ ctx }) => {
		const id = await build(ctx, 'Noé', [['officer', 'cit']], 'hidden@example.org')
		const { people, can } = await listPeople(auditor(ctx))
		expect(people.map(({ email }) => email)).toEqual([null])
		expect(can).toEqual({ seeAddresses: false })
		expect(await getPerson(auditor(ctx), id)).toMatchObject({ name: 'Noé', email: null, can: { changeRoles: false } })
		expect((await listPeople(auditor(ctx), { q: 'hidden' })).people).toEqual([])
		expect((await listPeople(auditor(ctx), { q: 'noé' })).people).toHaveLength(1)
	})

	test('pages through namesakes without skipping one', async ({ ctx }) => {
		for (let i = 0; i < 60; i++) await build(ctx, i % 2 ? 'Мария' : 'maria')
		const seen = new Set<string>()
		const sizes: number[] = []
		for (let after: string | null = null; ;) {
			const { people, next } = await listPeople(administrator(ctx), {}, after)
			people.forEach(({ id }) => seen.add(id))
			sizes.push(people.length)
			if (!next) break
			after = next
		}
		expect(sizes).toEqual([25, 25, 10])
		expect(seen.size).toBe(60)
	})

	test('costs one query, for one person and for thirty', async ({ ctx }) => {
		const cost = async () => {
			const counted = countingQueries(administrator(ctx))
			await listPeople(counted.ctx)
			return counted.count()
		}
		await build(ctx, 'One', [['officer', 'cit']])
		expect(await cost()).toBe(1)
		for (let i = 0; i < 30; i++) await build(ctx, `Person ${i}`, [['officer', 'cit']])
		expect(await cost()).toBe(1)
	})

	test.for(['member', 'evaluator', 'officer', 'editor', 'finance'] as Role[])('is not for %s', async (role, { ctx }) => {
		const id = await build(ctx, 'Noé')
		await expect(listPeople(as(ctx, actor([role])))).rejects.toMatchObject({ status: 403 })
		await expect(getPerson(as(ctx, actor([role])), id)).rejects.toMatchObject({ status: 403 })
		await expect(listPeople(ctx)).rejects.toMatchObject({ status: 403 })
	})
})

test('a person’s page counts the sessions that still run', async ({ ctx }) => {
	const id = await build(ctx, 'Noé')
	for (const [token, expires] of [
		['a', NOW.getTime() + 1000],
		['b', NOW.getTime()]
	] as const)
		await ctx.db
			.insertInto('session')
			.values({ id: uuidv7(), accountId: id, token, lastSeenAt: NOW, expiresAt: new Date(expires), createdAt: NOW })
			.execute()
	expect(await getPerson(administrator(ctx), id)).toMatchObject({ sessions: 1, can: { changeRoles: true } })
	expect(await getPerson(as(ctx, actor(['head'])), id)).toMatchObject({ sessions: 1, can: { changeRoles: false } })
})
