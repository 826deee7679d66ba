import { describe, expect } from 'vitest'
import type { Ctx, Role } from '#platform/ctx'
import { RuleBroken } from '#platform/errors'
import { createAccount } from '#modules/identity/accounts.server'
import { authContext } from '#modules/identity/auth.server'
import { addGrant, grantRole, rolesOf, withdrawRole } from '#modules/identity/roles.server'
import { actorOf } from '#modules/identity/sessions.server'
import { buildSignedIn } from '#test/accounts'
import { actor, as, contextOn, NOW, ownDatabase, test, trail } from '#test/support'

/** A stored administrator, asking. */
async function buildAdministrator(ctx: Ctx) {
	const person = await buildSignedIn(ctx)
	await addGrant(ctx, person.accountId, { role: 'administrator', service: null }, null)
	return { ...person, ctx: as(ctx, (await actorOf(ctx, person.headers))!) }
}
const buildAccount = (ctx: Ctx) =>
	createAccount(ctx, { email: `${crypto.randomUUID()}@example.org`, name: 'Noé Témoin', locale: 'fr' })
const held = async (ctx: Ctx, id: string) => (await rolesOf(ctx, id)).map(({ role, service }) => [role, service])

test('better-auth finds every table and column it would write', async () => {
	await using database = await ownDatabase()
	const check = async () => (await authContext(database.db)).checkSchema!()
	expect(await check()).toBeUndefined()
	await database.pool.query('alter table credential drop column scope')
	await expect(check()).rejects.toThrow(/scope/)
})

describe('granting a role', () => {
	test('takes effect at the next request and leaves a trace', async ({ ctx }) => {
		const admin = await buildAdministrator(ctx)
		const person = await buildSignedIn(ctx)
		await grantRole(admin.ctx, person.accountId, { role: 'officer', service: 'cit' })
		expect((await actorOf(ctx, person.headers))!.roles).toEqual([
			{ service: null, role: 'member' },
			{ service: 'cit', role: 'officer' }
		])
		expect((await trail(ctx, `account:${person.accountId}`)).at(-1)).toEqual({
			action: 'role.granted',
			actorId: admin.accountId,
			data: { role: 'officer', service: 'cit' }
		})
	})

	test.for([
		['a stranger', null],
		['a member', actor(['member'])],
		['a head of service', actor(['head'])],
		['an auditor', actor([{ service: null, role: 'auditor' }])],
		[
			'an administrator who also audits',
			actor([
				{ service: null, role: 'administrator' },
				{ service: null, role: 'auditor' }
			])
		]
	] as const)('is not for %s', async ([, who], { ctx }) => {
		const id = await buildAccount(ctx)
		await expect(grantRole(as(ctx, who), id, { role: 'officer', service: 'cit' })).rejects.toMatchObject({ status: 403 })
		expect(await held(ctx, id)).toEqual([])
	})

	test('asks for fresh authentication', async ({ ctx }) => {
		const id = await buildAccount(ctx)
		const stale = as(ctx, actor([{ service: null, role: 'administrator' }], { freshUntil: NOW }))
		await expect(grantRole(stale, id, { role: 'officer', service: 'cit' })).rejects.toEqual(
			new RuleBroken('error.identity.needs_fresh')
		)
	})

	test.for([
		['member', null, 'error.identity.role'],
		['officer', 'nowhere', 'error.identity.service'],
		['administrator', 'cit', 'error.identity.role_whole'],
		['auditor', 'cit', 'error.identity.role_whole']
	] as const)('refuses %s in %s', async ([role, service, key], { ctx }) => {
		const admin = await buildAdministrator(ctx)
		await expect(grantRole(admin.ctx, await buildAccount(ctx), { role: role as Role, service })).rejects.toMatchObject({ key })
	})

	test('is refused twice, with audit, and to nobody', async ({ ctx }) => {
		const admin = await buildAdministrator(ctx)
		const id = await buildAccount(ctx)
		await grantRole(admin.ctx, id, { role: 'officer', service: null })
		await expect(grantRole(admin.ctx, id, { role: 'officer', service: null })).rejects.toMatchObject({
			key: 'error.identity.role_already'
		})
		await expect(grantRole(admin.ctx, id, { role: 'auditor', service: null })).rejects.toMatchObject({
			key: 'error.identity.auditor_alone'
		})
		await expect(grantRole(admin.ctx, crypto.randomUUID(), { role: 'officer', service: null })).rejects.toMatchObject({
			status: 404
		})
		expect(await held(ctx, id)).toEqual([['officer', null]])
	})
})

describe('withdrawing a role', () => {
	test('takes it away, once', async ({ ctx }) => {
		const admin = await buildAdministrator(ctx)
		const id = await buildAccount(ctx)
		const grant = await grantRole(admin.ctx, id, { role: 'editor', service: 'cit' })
		await expect(withdrawRole(as(ctx, actor(['head'])), grant)).rejects.toMatchObject({ status: 403 })
		await withdrawRole(admin.ctx, grant)
		expect(await held(ctx, id)).toEqual([])
		await expect(withdrawRole(admin.ctx, grant)).rejects.toMatchObject({ status: 404 })
		expect((await trail(ctx, `account:${id}`)).at(-1)!.action).toBe('role.withdrawn')
	})

	test('never leaves the programme without an administrator', async ({ ctx }) => {
		const admin = await buildAdministrator(ctx)
		const [own] = await rolesOf(ctx, admin.accountId)
		const last = new RuleBroken('error.identity.last_administrator')
		await expect(withdrawRole(admin.ctx, own!.id)).rejects.toEqual(last)
		const second = await buildAdministrator(ctx)
		await withdrawRole(admin.ctx, own!.id)
		await expect(withdrawRole(second.ctx, (await rolesOf(ctx, second.accountId))[0]!.id)).rejects.toEqual(last)
	})

	test('two administrators who withdraw each other at once: one stays', async () => {
		await using database = await ownDatabase()
		const ctx = contextOn(database.db)
		for (let round = 0; round < 5; round++) {
			await ctx.db.deleteFrom('roleGrant').execute()
			const [one, other] = [await buildAdministrator(ctx), await buildAdministrator(ctx)]
			const grants = [(await rolesOf(ctx, other.accountId))[0]!.id, (await rolesOf(ctx, one.accountId))[0]!.id]
			const results = await Promise.allSettled([withdrawRole(one.ctx, grants[0]!), withdrawRole(other.ctx, grants[1]!)])
			expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
			expect(await ctx.db.selectFrom('roleGrant').selectAll().execute()).toHaveLength(1)
		}
	})
})
