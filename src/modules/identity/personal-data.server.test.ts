import { sql } from 'kysely'
import { afterEach, describe, expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { RuleBroken } from '#platform/errors'
import { correctProfile, createAccount, findAccount } from '#modules/identity/accounts.server'
import { giveConsent, hasConsent, listConsents, withdrawConsent } from '#modules/identity/consents.server'
import { mailConfirmationCode } from '#modules/identity/confirmation.server'
import { invite } from '#modules/identity/invitations.server'
import { forgetExpired } from '#modules/identity/jobs.server'
import {
	eraseAccount,
	exportPersonalData,
	getPersonalData,
	getPersonalDataElsewhere,
	registerPersonalData
} from '#modules/identity/personal-data.server'
import { addGrant } from '#modules/identity/roles.server'
import { beginSecondFactor } from '#modules/identity/second-factor.server'
import { actorOf } from '#modules/identity/sessions.server'
import { requestLink, signInByPassword } from '#modules/identity/sign-in.server'
import { buildSignedIn, FROM, PASSWORD } from '#test/accounts'
import { actor, as, contextOn, NOW, ownDatabase, test, trail } from '#test/support'

const later = (ctx: Ctx, minutes: number): Ctx => ({ ...ctx, now: new Date(ctx.now.getTime() + minutes * 60_000) })

/** Every row of every table of ours and of the queue that says one of these words. */
async function rowsSaying(ctx: Ctx, ...words: string[]) {
	const { rows: tables } = await sql<{ schema: string; name: string }>`
		select table_schema as schema, table_name as name from information_schema.tables
		where table_type = 'BASE TABLE' and table_schema in ('public', 'pgboss')`.execute(ctx.db)
	const found: string[] = []
	for (const { schema, name } of tables)
		for (const word of words) {
			const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(`${schema}.${name}`)} as t
				where lower(t::text) like ${`%${word.toLowerCase()}%`}`.execute(ctx.db)
			if (rows[0]!.n) found.push(`${name}: ${word}`)
		}
	return found
}

describe('consents', () => {
	test('hold from when they are given until they are withdrawn, and their history stays', async ({ ctx }) => {
		const person = await buildSignedIn(ctx)
		expect(await hasConsent(ctx, person.accountId, 'newsletter')).toBe(false)
		await giveConsent(person.ctx, 'newsletter', 'account')
		await giveConsent(later(person.ctx, 1), 'newsletter', 'account')
		expect(await hasConsent(ctx, person.accountId, 'newsletter')).toBe(true)
		expect(await hasConsent(ctx, person.accountId, 'directory')).toBe(false)
		await withdrawConsent(later(person.ctx, 2), 'newsletter')
		await withdrawConsent(later(person.ctx, 3), 'newsletter')
		expect(await hasConsent(ctx, person.accountId, 'newsletter')).toBe(false)
		await giveConsent(later(person.ctx, 4), 'newsletter', 'account')
		const [newsletter, invitations] = await listConsents(person.ctx)
		expect(newsletter!.history).toEqual([
			{ kind: 'newsletter', givenAt: later(ctx, 4).now, withdrawnAt: null, wording: '2026-11', locale: 'fr', source: 'account' },
			{ kind: 'newsletter', givenAt: NOW, withdrawnAt: later(ctx, 2).now, wording: '2026-11', locale: 'fr', source: 'account' }
		])
		expect(newsletter!.standing).toEqual(newsletter!.history[0])
		expect(invitations).toEqual({ kind: 'invitations', standing: null, history: [] })
		expect((await trail(ctx, `account:${person.accountId}`)).map(({ action }) => action)).toEqual([
			'account.created',
			'consent.given',
			'consent.withdrawn',
			'consent.given'
		])
	})

	test('given many times at once are given once', async () => {
		await using database = await ownDatabase()
		const person = await buildSignedIn(contextOn(database.db))
		await Promise.all(Array.from({ length: 6 }, () => giveConsent(person.ctx, 'research', 'account')))
		expect(await person.ctx.db.selectFrom('consent').selectAll().execute()).toHaveLength(1)
	})

	test('are nobody’s without somebody', async ({ ctx }) => {
		await expect(giveConsent(as(ctx, null), 'newsletter', 'x')).rejects.toMatchObject({ status: 403 })
		await expect(withdrawConsent(as(ctx, null), 'newsletter')).rejects.toMatchObject({ status: 403 })
		await expect(listConsents(as(ctx, null))).rejects.toMatchObject({ status: 403 })
	})
})

describe('correcting', () => {
	test('changes what changed, and the trail names fields, not values', async ({ ctx }) => {
		const person = await buildSignedIn(ctx)
		const profile = { name: '<b>Жозе</b> "O’Neill"', latinName: 'Zhoze', locale: 'en' as const }
		await correctProfile(person.ctx, profile)
		await correctProfile(person.ctx, profile)
		expect(await findAccount(ctx, person.accountId)).toMatchObject(profile)
		expect((await trail(ctx, `account:${person.accountId}`)).slice(1)).toEqual([
			{ action: 'account.profile-corrected', actorId: person.accountId, data: { fields: ['name', 'latinName', 'locale'] } }
		])
		await expect(correctProfile(as(ctx, null), profile)).rejects.toMatchObject({ status: 403 })
		await expect(correctProfile(as(ctx, actor()), profile)).rejects.toMatchObject({ status: 404 })
	})
})

describe('one’s data', () => {
	afterEach(() => registerPersonalData({ name: 'elsewhere', export: async () => null, erase: async () => {} }))

	test('are exported whole, with what other modules hold, and without secrets', async ({ ctx }) => {
		registerPersonalData({ name: 'elsewhere', export: async (_, id) => ({ of: id }), erase: async () => {} })
		const person = await buildSignedIn(ctx, { email: 'mine@example.org', password: PASSWORD })
		await buildSignedIn(ctx, { email: 'other@example.org' })
		await giveConsent(person.ctx, 'directory', 'account')
		await beginSecondFactor(person.ctx)
		const held = await exportPersonalData(person.ctx)
		expect(held).toMatchObject({
			exportedAt: NOW,
			account: { email: 'mine@example.org' },
			sessions: [{ address: '192.0.2.0' }],
			consents: [{ kind: 'directory' }],
			elsewhere: { of: person.accountId }
		})
		const text = JSON.stringify(held)
		expect(text).not.toMatch(/other@example\.org|token|passwordHash|secret/)
		expect((await trail(ctx, `account:${person.accountId}`)).at(-1)!.action).toBe('account.data-exported')
		await expect(exportPersonalData(later(person.ctx, 11))).rejects.toEqual(new RuleBroken('error.identity.needs_fresh'))
		await expect(exportPersonalData(as(ctx, null))).rejects.toMatchObject({ status: 403 })
		await expect(getPersonalData(as(ctx, null))).rejects.toMatchObject({ status: 403 })
	})

	test('are seen whole on the page, part by part, those with nothing in them left out', async ({ ctx }) => {
		const person = await buildSignedIn(ctx, { email: 'mine@example.org' })
		registerPersonalData({ name: 'elsewhere', export: async () => ({ rows: [], more: { text: '' } }), erase: async () => {} })
		expect(await getPersonalDataElsewhere(person.ctx)).toEqual([])
		registerPersonalData({ name: 'elsewhere', export: async (_, id) => ({ of: id, rows: [] }), erase: async () => {} })
		expect(await getPersonalDataElsewhere(person.ctx)).toEqual([{ name: 'elsewhere', data: { of: person.accountId, rows: [] } }])
		await expect(getPersonalDataElsewhere(as(ctx, null))).rejects.toMatchObject({ status: 403 })
	})

	test('once erased are nowhere', async ({ ctx }) => {
		const [email, name] = ['erase-me@example.org', 'Теменуга Изтриваемова']
		const erased: unknown[] = []
		registerPersonalData({ name: 'elsewhere', export: async () => null, erase: async (_, account) => void erased.push(account) })
		const person = await buildSignedIn(ctx, { email, name, password: PASSWORD })
		await addGrant(ctx, person.accountId, { role: 'administrator', service: null }, null)
		const administrator = await createAccount(ctx, { email: 'stays@example.org', locale: 'fr' })
		await addGrant(ctx, administrator, { role: 'administrator', service: null }, null)
		const me = as(ctx, (await actorOf(ctx, person.headers))!)
		await correctProfile(me, { name, latinName: 'Temenuga Iztrivaemova', locale: 'bg' })
		await giveConsent(me, 'newsletter', 'account')
		await beginSecondFactor(me)
		await mailConfirmationCode(me, FROM)
		await requestLink(ctx, { email, next: null }, FROM)
		await invite(me, { email: 'guest@example.org', role: 'officer', service: 'cit', locale: 'fr' }, FROM)
		const inviter = as(ctx, actor([{ service: null, role: 'administrator' }], { accountId: administrator }))
		await invite(inviter, { email, role: 'head', service: 'ser', locale: 'fr' }, FROM)
		await signInByPassword(ctx, { email, password: 'faux mais assez long' }, FROM).catch(() => {})
		const words = [email, name, 'Iztrivaemova']
		expect((await rowsSaying(ctx, ...words)).length).toBeGreaterThan(3)

		await expect(eraseAccount(me, 'somebody@example.org')).rejects.toEqual(new RuleBroken('error.identity.erase_email', 'email'))
		await expect(eraseAccount(later(me, 11), email)).rejects.toEqual(new RuleBroken('error.identity.needs_fresh'))
		await eraseAccount(me, ` ${email.toUpperCase()} `)

		expect(await rowsSaying(ctx, ...words)).toEqual([])
		expect(erased).toEqual([{ id: person.accountId, email }])
		expect(await actorOf(ctx, person.headers)).toBeNull()
		expect(await ctx.db.selectFrom('consent').select(['accountId', 'kind', 'withdrawnAt']).execute()).toEqual([
			{ accountId: null, kind: 'newsletter', withdrawnAt: NOW }
		])
		for (const table of ['credential', 'secondFactor', 'knownAddress', 'verification'] as const)
			expect(await ctx.db.selectFrom(table).selectAll().execute(), table).toEqual([])
		await expect(eraseAccount(me, email)).rejects.toMatchObject({ status: 404 })
		await expect(eraseAccount(as(ctx, null), email)).rejects.toMatchObject({ status: 403 })
		// The address is free again.
		await createAccount(ctx, { email, locale: 'fr' })
	})

	test('of the last administrator stay until there is another', async ({ ctx }) => {
		const person = await buildSignedIn(ctx)
		await addGrant(ctx, person.accountId, { role: 'administrator', service: null }, null)
		await expect(eraseAccount(person.ctx, person.email)).rejects.toEqual(new RuleBroken('error.identity.last_administrator'))
		expect(await actorOf(ctx, person.headers)).not.toBeNull()
	})
})

test('what has had its day is forgotten, and nothing else', async ({ ctx }) => {
	const person = await buildSignedIn(ctx, { email: 'keeps@example.org', password: PASSWORD })
	await signInByPassword(ctx, { email: 'keeps@example.org', password: PASSWORD }, FROM)
	await requestLink(ctx, { email: 'late@example.org', next: null }, FROM)
	const admin = as(ctx, actor([{ service: null, role: 'administrator' }], { accountId: person.accountId }))
	await invite(admin, { email: 'guest@example.org', role: 'officer', service: 'cit', locale: 'fr' }, FROM)
	const left = async () => {
		const { rows } = await sql<
			Record<string, number>
		>`select (select count(*)::int from session) s, (select count(*)::int from verification) v,
			(select count(*)::int from invitation) i, (select count(*)::int from known_address) k, (select count(*)::int from account) a`.execute(
			ctx.db
		)
		return rows[0]
	}
	await forgetExpired(ctx)
	expect(await left()).toEqual({ s: 2, v: 1, i: 1, k: 1, a: 1 })
	await forgetExpired(later(ctx, 16))
	expect(await left()).toEqual({ s: 2, v: 0, i: 1, k: 1, a: 1 })
	await forgetExpired(later(ctx, 15 * 24 * 60))
	expect(await left()).toEqual({ s: 0, v: 0, i: 0, k: 1, a: 1 })
	expect(await ctx.db.selectFrom('rateLimit').selectAll().execute()).toEqual([])
	await forgetExpired(later(ctx, 181 * 24 * 60))
	expect(await left()).toEqual({ s: 0, v: 0, i: 0, k: 0, a: 1 })
})
