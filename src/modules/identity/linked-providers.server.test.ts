import { afterEach, beforeEach, describe, expect, test as plain } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { env } from '#platform/env'
import { RuleBroken } from '#platform/errors'
import type { Provider } from '#platform/provider-settings'
import { createAccount, findAccountByEmail } from '#modules/identity/accounts.server'
import {
	linkProvider,
	listLinkedProviders,
	signInByProvider,
	unlinkProvider,
	vouchesFor
} from '#modules/identity/linked-providers.server'
import { eraseAccount, exportPersonalData } from '#modules/identity/personal-data.server'
import { addGrant } from '#modules/identity/roles.server'
import { mustEnrol } from '#modules/identity/second-factor.server'
import { actorOf } from '#modules/identity/sessions.server'
import { buildSignedIn, FROM, headersOf, PASSWORD } from '#test/accounts'
import { actor, as, contextOn, NOW, ownDatabase, test, trail } from '#test/support'

const provider: Provider = {
	key: 'institute',
	name: { fr: 'Institut', bg: 'Институт' },
	issuer: 'https://id.institute.example/',
	client: 'passerelle',
	scope: 'openid email profile',
	domains: ['institute.example', '*.institute.example'],
	email: 'verified',
	origins: []
}
const claims = {
	issuer: provider.issuer,
	subject: 'person-1',
	email: 'Anna@institute.example',
	emailVerified: true as boolean | null,
	name: ' Анна   Примерова ' as string | null
}
const back = (over: Partial<typeof claims> = {}, linking: string | null = null) => ({
	provider,
	claims: { ...claims, ...over },
	next: '/fr/account',
	linking
})
const refusal = (name: string, status: number) => ({ key: `error.identity.provider_${name}`, status })
const logins = (ctx: Ctx) =>
	ctx.db.selectFrom('credential').select(['accountId', 'subject', 'lastUsedAt']).where('provider', '=', provider.issuer).execute()

const before = { ...env() }
beforeEach(() => void (env().PASSERELLE_OIDC = [provider]))
afterEach(() => void Object.assign(env(), before))

plain('a provider vouches for its domains, and not for what only ends like them', () => {
	const vouched = (email: string, ...domains: string[]) => vouchesFor({ domains }, email)
	expect(vouched('a@x.org', 'x.org')).toBe(true)
	expect(vouched('a@X.ORG', 'x.org')).toBe(true)
	expect(vouched('a@b.x.org', 'x.org')).toBe(false)
	expect(vouched('a@b.x.org', '*.x.org')).toBe(true)
	expect(vouched('a@x.org', '*.x.org')).toBe(false)
	expect(vouched('a@evilx.org', '*.x.org', 'x.org')).toBe(false)
	expect(vouched('a@x.org@evil.org', 'x.org')).toBe(false)
	expect(vouched('a@anything.org', '*')).toBe(true)
})

describe('signing in by a provider', () => {
	test('makes an account the first time, and opens the same one afterwards, whatever its address is then', async ({ ctx }) => {
		const first = await signInByProvider(ctx, back(), FROM)
		const account = (await findAccountByEmail(ctx, 'anna@institute.example'))!
		expect(account).toMatchObject({ name: 'Анна Примерова', emailVerified: true, locale: 'fr' })
		expect(first).toMatchObject({ half: false, next: '/fr/account', nameless: false })
		expect(await actorOf(ctx, headersOf(first.cookie))).toMatchObject({ accountId: account.id, secondFactor: false })

		const second = await signInByProvider(ctx, back({ email: 'renamed@elsewhere.example', emailVerified: false }), FROM)
		expect(await actorOf(ctx, headersOf(second.cookie))).toMatchObject({ accountId: account.id })
		expect(await logins(ctx)).toEqual([{ accountId: account.id, subject: 'person-1', lastUsedAt: NOW }])
		expect(await trail(ctx, `account:${account.id}`)).toEqual([
			{ action: 'account.created', actorId: null, data: {} },
			{ action: 'account.provider-linked', actorId: account.id, data: { provider: 'institute' } },
			{ action: 'account.signed-in', actorId: account.id, data: { by: 'provider', provider: 'institute' } },
			{ action: 'account.signed-in', actorId: account.id, data: { by: 'provider', provider: 'institute' } }
		])
	})

	test('asks for a name where the provider gives none that could be one', async ({ ctx }) => {
		expect(await signInByProvider(ctx, back({ name: 'x'.repeat(201) }), FROM)).toMatchObject({ nameless: true })
	})

	test('joins an account that exists by a verified address of its domains, and asks for its second step', async ({ ctx }) => {
		const id = await createAccount(ctx, { email: 'anna@institute.example', name: 'Anna', locale: 'bg', password: PASSWORD })
		await ctx.db.updateTable('account').set({ secondFactorEnabled: true }).where('id', '=', id).execute()
		const signedIn = await signInByProvider(ctx, back(), FROM)
		expect(signedIn.half).toBe(true)
		expect(await actorOf(ctx, headersOf(signedIn.cookie))).toBeNull()
		expect((await trail(ctx, `account:${id}`)).at(-1)).toMatchObject({ action: 'account.first-step-passed' })
	})

	test('leaves the second step that a role requires required', async ({ ctx }) => {
		env().PASSERELLE_SECOND_FACTOR = 'staff'
		const id = await createAccount(ctx, { email: 'anna@institute.example', locale: 'bg' })
		await addGrant(ctx, id, { role: 'officer', service: 'cit' }, null)
		const { cookie } = await signInByProvider(ctx, back(), FROM)
		expect(mustEnrol(await actorOf(ctx, headersOf(cookie)))).toBe(true)
	})

	test('takes nothing from a password that a stranger set on an address never proved', async ({ ctx }) => {
		const id = await createAccount(ctx, { email: 'anna@institute.example', locale: 'bg', password: PASSWORD })
		await ctx.db.updateTable('account').set({ emailVerified: false }).where('id', '=', id).execute()
		await signInByProvider(ctx, back(), FROM)
		const left = await ctx.db.selectFrom('credential').select('provider').where('accountId', '=', id).execute()
		expect(left).toEqual([{ provider: provider.issuer }])
	})

	test.for<[string, Partial<typeof claims>, object]>([
		['no address', { email: null as never }, refusal('unverified', 403)],
		['an address that is none', { email: 'anna' }, refusal('unverified', 403)],
		['an address it has not verified', { emailVerified: false }, refusal('unverified', 403)],
		['an address of which it says nothing', { emailVerified: null }, refusal('unverified', 403)],
		['an address of another domain', { email: 'victim@elsewhere.example' }, refusal('domain', 403)]
	])('is refused for %s, also where there is no account, and nothing is written', async ([, over, refused], { ctx }) => {
		const id = await createAccount(ctx, { email: 'victim@elsewhere.example', locale: 'fr' })
		await expect(signInByProvider(ctx, back(over), FROM)).rejects.toMatchObject(refused)
		await expect(signInByProvider(ctx, back({ ...over, subject: 'other' }), FROM)).rejects.toMatchObject(refused)
		expect(await logins(ctx)).toEqual([])
		expect(await ctx.db.selectFrom('account').select('id').execute()).toEqual([{ id }])
		expect(await ctx.db.selectFrom('session').selectAll().execute()).toEqual([])
		const entries = await ctx.db.selectFrom('auditEvent').select('data').where('action', '=', 'account.sign-in-refused').execute()
		expect(entries).toHaveLength(2)
		expect(JSON.stringify(entries)).not.toContain('@')
	})

	test('takes an address as verified where the settings say that the institution gives it', async ({ ctx }) => {
		const assumed = { ...back({ emailVerified: null }), provider: { ...provider, email: 'assumed' as const } }
		expect(await signInByProvider(ctx, assumed, FROM)).toMatchObject({ half: false })
		const denied = { ...back({ emailVerified: false, subject: 'other' }), provider: assumed.provider }
		await expect(signInByProvider(ctx, denied, FROM)).rejects.toMatchObject(refusal('unverified', 403))
	})

	test('does not open the account of an address’s former holder to the next', async ({ ctx }) => {
		await signInByProvider(ctx, back(), FROM)
		await expect(signInByProvider(ctx, back({ subject: 'person-2' }), FROM)).rejects.toMatchObject(refusal('other', 403))
		expect(await logins(ctx)).toHaveLength(1)
	})

	test('makes one account of two returns at once', async () => {
		await using own = await ownDatabase()
		const ctx = contextOn(own.db)
		await Promise.all([1, 2, 3].map(() => signInByProvider(ctx, back(), FROM)))
		expect(await logins(ctx)).toHaveLength(1)
		expect(await ctx.db.selectFrom('account').select('email').execute()).toEqual([{ email: 'anna@institute.example' }])
		const linked = await ctx.db.selectFrom('auditEvent').select('id').where('action', '=', 'account.provider-linked').execute()
		expect(linked).toHaveLength(1)
	})
})

describe('linking a provider', () => {
	test('joins whatever address the provider says, for both are proved, and is listed', async ({ ctx }) => {
		const person = await buildSignedIn(ctx, { email: 'private@home.example' })
		await linkProvider(person.ctx, back({ emailVerified: false }, person.accountId))
		expect(await listLinkedProviders({ ...person.ctx, locale: 'bg' })).toMatchObject([{ name: 'Институт' }])
		expect(await listLinkedProviders(person.ctx)).toEqual([
			{ id: expect.any(String), name: 'Institut', issuer: provider.issuer, open: true, createdAt: NOW, lastUsedAt: NOW }
		])
		const { cookie } = await signInByProvider(ctx, back(), FROM)
		expect(await actorOf(ctx, headersOf(cookie))).toMatchObject({ accountId: person.accountId })
		env().PASSERELLE_OIDC = []
		expect(await listLinkedProviders(person.ctx)).toMatchObject([{ name: 'id.institute.example', open: false }])
	})

	test('is for who set out to, once, and not for a login that is another’s', async ({ ctx }) => {
		const [one, other] = [await buildSignedIn(ctx), await buildSignedIn(ctx)]
		for (const somebody of [as(ctx, null), other.ctx])
			await expect(linkProvider(somebody, back({}, one.accountId))).rejects.toMatchObject({
				key: 'error.identity.start_again',
				status: 400
			})
		await linkProvider(one.ctx, back({}, one.accountId))
		await expect(linkProvider(one.ctx, back({ subject: 'person-2' }, one.accountId))).rejects.toMatchObject(
			refusal('already', 409)
		)
		await expect(linkProvider(other.ctx, back({}, other.accountId))).rejects.toMatchObject(refusal('taken', 409))
		expect(await logins(ctx)).toHaveLength(1)
		await expect(listLinkedProviders(as(ctx, null))).rejects.toMatchObject({ status: 403 })
	})
})

describe('unlinking a provider', () => {
	const linked = async (ctx: Ctx) => {
		const person = await buildSignedIn(ctx, { password: PASSWORD })
		await linkProvider(person.ctx, back({}, person.accountId))
		return { ...person, login: (await listLinkedProviders(person.ctx))[0]!.id }
	}

	test('ends the other sessions, and the login opens nothing any more', async ({ ctx }) => {
		const person = await linked(ctx)
		const elsewhere = await signInByProvider(ctx, back(), FROM)
		await unlinkProvider(person.ctx, person.login)
		expect(await logins(ctx)).toEqual([])
		expect(await actorOf(ctx, headersOf(elsewhere.cookie))).toBeNull()
		expect(await actorOf(ctx, person.headers)).not.toBeNull()
		expect((await trail(ctx, `account:${person.accountId}`)).at(-1)).toMatchObject({
			action: 'account.provider-unlinked',
			data: { issuer: provider.issuer }
		})
		await expect(unlinkProvider(person.ctx, person.login)).rejects.toMatchObject({ status: 404 })
	})

	test('is for its owner, freshly authenticated, and never for a password', async ({ ctx }) => {
		const person = await linked(ctx)
		const stranger = await buildSignedIn(ctx)
		await expect(unlinkProvider(stranger.ctx, person.login)).rejects.toMatchObject({ status: 404 })
		await expect(unlinkProvider(as(ctx, null), person.login)).rejects.toMatchObject({ status: 403 })
		await expect(unlinkProvider(as(ctx, actor(['member'], { freshUntil: NOW })), person.login)).rejects.toEqual(
			new RuleBroken('error.identity.needs_fresh')
		)
		const { id } = await ctx.db
			.selectFrom('credential')
			.select('id')
			.where('accountId', '=', person.accountId)
			.where('provider', '=', 'credential')
			.executeTakeFirstOrThrow()
		await expect(unlinkProvider(person.ctx, id)).rejects.toMatchObject({ status: 404 })
		expect(await logins(ctx)).toHaveLength(1)
	})

	test('is refused where it is the last way in, and where mails leave it is not', async ({ ctx }) => {
		const person = await buildSignedIn(ctx)
		await linkProvider(person.ctx, back({}, person.accountId))
		const { id } = (await listLinkedProviders(person.ctx))[0]!
		Object.assign(env(), { PASSERELLE_DEMO: false, PASSERELLE_SMTP_URL: undefined })
		await expect(unlinkProvider(person.ctx, id)).rejects.toEqual(new RuleBroken('error.identity.last_way_in'))
		expect(await logins(ctx)).toHaveLength(1)
		env().PASSERELLE_SMTP_URL = 'smtp://mail.example'
		await unlinkProvider(person.ctx, id)
		expect(await logins(ctx)).toEqual([])
	})

	test('leaves one of two that go at once', async () => {
		await using own = await ownDatabase()
		const ctx = contextOn(own.db)
		const second = { ...provider, key: 'second', issuer: 'https://second.example/' }
		Object.assign(env(), { PASSERELLE_OIDC: [provider, second], PASSERELLE_DEMO: false, PASSERELLE_SMTP_URL: undefined })
		const person = await buildSignedIn(ctx)
		await linkProvider(person.ctx, back({}, person.accountId))
		await linkProvider(person.ctx, { ...back({ issuer: second.issuer }, person.accountId), provider: second })
		const held = await listLinkedProviders(person.ctx)
		const outcomes = await Promise.allSettled(held.map(({ id }) => unlinkProvider(person.ctx, id)))
		expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
		expect(await listLinkedProviders(person.ctx)).toHaveLength(1)
	})
})

test('a linked login is exported, and erased with the account', async ({ ctx }) => {
	const { cookie } = await signInByProvider(ctx, back(), FROM)
	const me = as(ctx, await actorOf(ctx, headersOf(cookie)))
	expect(await exportPersonalData(me)).toMatchObject({
		providers: [{ issuer: provider.issuer, subject: 'person-1', createdAt: NOW, lastUsedAt: NOW }]
	})
	await eraseAccount(me, 'anna@institute.example')
	expect(await logins(ctx)).toEqual([])
	// The same person may come again, as somebody new.
	expect(await signInByProvider(ctx, back(), FROM)).toMatchObject({ half: false })
})
