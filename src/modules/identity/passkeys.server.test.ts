import { generateKeyPairSync } from 'node:crypto'
import { generateSync } from 'otplib'
import { afterEach, beforeEach, describe, expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { env } from '#platform/env'
import { RuleBroken } from '#platform/errors'
import { waysToConfirm } from '#modules/identity/confirmation.server'
import { askForOwnPasskey, askForPasskey, confirmByPasskey, signInByPasskey } from '#modules/identity/passkey-proofs.server'
import { addPasskey, beginPasskey, listPasskeys, passkeysPossible, removePasskey } from '#modules/identity/passkeys.server'
import { eraseAccount, exportPersonalData } from '#modules/identity/personal-data.server'
import { addGrant } from '#modules/identity/roles.server'
import {
	beginSecondFactor,
	confirmSecondFactor,
	mustEnrol,
	mustShowPasskey,
	pendingSecondFactor,
	resetSecondFactor
} from '#modules/identity/second-factor.server'
import { actorOf } from '#modules/identity/sessions.server'
import { buildSignedIn, FROM, headersOf, PASSWORD } from '#test/accounts'
import { authenticator } from '#test/authenticator'
import { actor, as, contextOn, NOW, ownDatabase, test, trail } from '#test/support'

const refused = new RuleBroken('error.identity.passkey')
const later = (ctx: Ctx, minutes: number): Ctx => ({ ...ctx, now: new Date(ctx.now.getTime() + minutes * 60_000) })
const before = { ...env() }
beforeEach(() => void (env().PUBLIC_URL = 'https://passerelle.example'))
afterEach(() => void Object.assign(env(), before))

/** Somebody with one passkey; `me` asks with what their session is worth now. */
async function buildHolder(ctx: Ctx, over: Parameters<typeof buildSignedIn>[1] = {}) {
	const person = await buildSignedIn(ctx, over)
	const device = authenticator()
	await addPasskey(person.ctx, { credential: device.make(await beginPasskey(person.ctx)), name: 'Téléphone' }, FROM)
	return { ...person, device, me: async () => as(ctx, await actorOf(ctx, person.headers)) }
}
const signIn = async (ctx: Ctx, device: ReturnType<typeof authenticator>, lie = {}) =>
	signInByPasskey(ctx, device.show(await askForPasskey(ctx, FROM), lie), FROM)

test('passkeys are offered under a name, over TLS or on the machine itself', () => {
	const possible = (url: string) => ((env().PUBLIC_URL = url), passkeysPossible())
	expect(['https://x.example', 'http://localhost:3000'].map(possible)).toEqual([true, true])
	expect(['http://x.example', 'http://127.0.0.1:3000', 'https://192.0.2.1', 'https://[2001:db8::1]'].map(possible)).toEqual(
		Array(4).fill(false)
	)
})

test('where they are not, nobody is asked for one', async ({ ctx }) => {
	const person = await buildSignedIn(ctx)
	env().PUBLIC_URL = 'http://127.0.0.1:3000'
	await expect(askForPasskey(ctx, FROM)).rejects.toMatchObject({ status: 404 })
	await expect(askForOwnPasskey(person.ctx, FROM)).rejects.toMatchObject({ status: 404 })
	await expect(beginPasskey(person.ctx)).rejects.toMatchObject({ status: 404 })
	expect(await waysToConfirm(person.ctx)).toMatchObject({ passkey: false })
})

describe('adding a passkey', () => {
	test('keeps its public half under the given name, and the session has passed a second step', async ({ ctx }) => {
		const { me, accountId } = await buildHolder(ctx)
		expect(await listPasskeys(await me())).toEqual([
			{ id: expect.any(String), name: 'Téléphone', createdAt: NOW, lastUsedAt: null }
		])
		expect((await me()).actor).toMatchObject({ secondFactor: true })
		expect((await trail(ctx, `account:${accountId}`)).at(-1)).toMatchObject({
			action: 'account.passkey-added',
			actorId: accountId,
			data: { passkey: expect.any(String) }
		})
		const options = await beginPasskey(await me())
		expect(options).toMatchObject({
			rp: { id: 'passerelle.example' },
			excludeCredentials: [{ type: 'public-key' }],
			authenticatorSelection: { residentKey: 'required', userVerification: 'required' }
		})
	})

	test('names it after the device when nobody does', async ({ ctx }) => {
		const person = await buildSignedIn(ctx)
		await addPasskey(person.ctx, { credential: authenticator().make(await beginPasskey(person.ctx)), name: '' }, FROM)
		expect(await listPasskeys(person.ctx)).toMatchObject([{ name: 'Firefox · Linux' }])
	})

	test('is refused for what was signed elsewhere, unverified, before, late, or is nothing at all', async ({ ctx }) => {
		const person = await buildSignedIn(ctx)
		const add = (credential: unknown, by = person.ctx) => addPasskey(by, { credential, name: '' }, FROM)
		const options = () => beginPasskey(person.ctx)
		const device = authenticator()
		for (const lie of [
			{ origin: 'https://evil.example' },
			{ rpId: 'evil.example' },
			{ verified: false },
			{ type: 'webauthn.get' }
		])
			await expect(add(device.make(await options(), lie)), JSON.stringify(lie)).rejects.toEqual(refused)
		for (const nothing of [null, 'x', 1, [], {}, { response: {} }, { response: { clientDataJSON: '%%%' } }])
			await expect(add(nothing)).rejects.toEqual(refused)
		await expect(add(device.make({ challenge: 'A'.repeat(43) }))).rejects.toEqual(refused)
		// One that was for signing in is not for adding.
		await expect(add(device.make(await askForPasskey(ctx, FROM)))).rejects.toEqual(refused)
		await expect(add(device.make(await options()), later(person.ctx, 5))).rejects.toEqual(refused)
		const other = await buildSignedIn(ctx)
		await expect(add(device.make(await options()), other.ctx)).rejects.toEqual(refused)
		const made = device.make(await options())
		await add(made)
		await expect(add(made)).rejects.toEqual(refused)
		expect(await listPasskeys(person.ctx)).toHaveLength(1)
	})

	test('asks for somebody, freshly authenticated, and stops at twenty', async ({ ctx }) => {
		await expect(beginPasskey(as(ctx, null))).rejects.toMatchObject({ status: 403 })
		await expect(addPasskey(as(ctx, null), { credential: {}, name: '' }, FROM)).rejects.toMatchObject({ status: 403 })
		await expect(listPasskeys(as(ctx, null))).rejects.toMatchObject({ status: 403 })
		const person = await buildSignedIn(ctx)
		await expect(beginPasskey(later(person.ctx, 11))).rejects.toEqual(new RuleBroken('error.identity.needs_fresh'))
		for (let i = 0; i < 20; i++)
			await addPasskey(person.ctx, { credential: authenticator().make(await beginPasskey(person.ctx)), name: `${i}` }, FROM)
		await expect(beginPasskey(person.ctx)).rejects.toMatchObject({ key: 'error.identity.passkey_most' })
	})

	test('keeps one of two at once', async () => {
		await using own = await ownDatabase()
		const person = await buildSignedIn(contextOn(own.db))
		const credential = authenticator().make(await beginPasskey(person.ctx))
		const both = await Promise.allSettled([1, 2].map(() => addPasskey(person.ctx, { credential, name: '' }, FROM)))
		expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
		expect(await listPasskeys(person.ctx)).toHaveLength(1)
	})
})

describe('signing in by a passkey', () => {
	test('passes both steps at once, and says when it was', async ({ ctx }) => {
		const { device, accountId, me } = await buildHolder(ctx, { password: PASSWORD })
		await ctx.db.updateTable('account').set({ secondFactorEnabled: true }).where('id', '=', accountId).execute()
		const { cookie, half } = await signIn(later(ctx, 1), device)
		expect(half).toBe(false)
		expect(await actorOf(later(ctx, 1), headersOf(cookie))).toMatchObject({ accountId, secondFactor: true })
		expect(await listPasskeys(await me())).toMatchObject([{ lastUsedAt: later(ctx, 1).now }])
		expect((await trail(ctx, `account:${accountId}`)).at(-1)).toEqual({
			action: 'account.signed-in',
			actorId: accountId,
			data: { by: 'passkey' }
		})
	})

	test('is refused in the same words for a wrong signature, an unknown key, a copy and a replay', async ({ ctx }) => {
		const { device } = await buildHolder(ctx)
		await signIn(ctx, device)
		const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
		for (const lie of [
			{ key: foreign },
			{ origin: 'https://evil.example' },
			{ rpId: 'evil.example' },
			{ verified: false },
			{ type: 'webauthn.create' },
			// A count that does not rise is the mark of a copied key.
			{ count: 1 }
		])
			await expect(signIn(ctx, device, lie), JSON.stringify(Object.keys(lie))).rejects.toEqual(refused)
		await expect(signIn(ctx, authenticator())).rejects.toEqual(refused)
		const shown = device.show(await askForPasskey(ctx, FROM))
		await expect(signInByPasskey(later(ctx, 5), shown, FROM)).rejects.toEqual(refused)
		await signInByPasskey(ctx, shown, FROM)
		await expect(signInByPasskey(ctx, shown, FROM)).rejects.toEqual(refused)
		for (const nothing of [null, 'x', {}, { ...device.show(await askForPasskey(ctx, FROM)), id: "'\0" }])
			await expect(signInByPasskey(ctx, nothing, FROM)).rejects.toEqual(refused)
		const entries = await ctx.db
			.selectFrom('auditEvent')
			.select('subject')
			.where('action', '=', 'account.sign-in-refused')
			.execute()
		expect(new Set(entries.map(({ subject }) => subject))).toEqual(new Set(['account:unknown']))
	})

	test('is counted by address', async ({ ctx }) => {
		for (let i = 0; i < 100; i++) await askForPasskey(ctx, FROM)
		await expect(askForPasskey(ctx, FROM)).rejects.toMatchObject({ status: 429 })
		await expect(signInByPasskey(ctx, {}, FROM)).rejects.toMatchObject({ status: 429 })
	})

	test('gives one session for one showing, of two at once', async () => {
		await using own = await ownDatabase()
		const ctx = contextOn(own.db)
		const { device } = await buildHolder(ctx)
		const shown = device.show(await askForPasskey(ctx, FROM))
		const both = await Promise.allSettled([1, 2].map(() => signInByPasskey(ctx, shown, FROM)))
		expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
	})
})

describe('confirming by a passkey', () => {
	test('makes the session fresh, for its own account only', async ({ ctx }) => {
		const { device, accountId } = await buildHolder(ctx)
		const { cookie } = await signIn(ctx, device)
		const stale = later(as(ctx, await actorOf(ctx, headersOf(cookie))), 20)
		expect(await waysToConfirm(stale)).toEqual({ password: false, passkey: true, secondFactor: false, mail: false })
		await confirmByPasskey(stale, device.show(await askForOwnPasskey(stale, FROM)), FROM)
		expect(await actorOf(stale, headersOf(cookie))).toMatchObject({ freshUntil: later(ctx, 30).now })
		expect((await trail(ctx, `account:${accountId}`)).at(-1)).toMatchObject({
			action: 'account.confirmed',
			data: { by: 'passkey' }
		})

		const other = await buildHolder(ctx)
		const mine = await other.me()
		// Another's passkey, and one that was shown to another session.
		await expect(confirmByPasskey(mine, device.show(await askForOwnPasskey(mine, FROM)), FROM)).rejects.toEqual(refused)
		await expect(confirmByPasskey(mine, other.device.show(await askForOwnPasskey(stale, FROM)), FROM)).rejects.toEqual(refused)
		await expect(askForOwnPasskey(as(ctx, null), FROM)).rejects.toMatchObject({ status: 403 })
		await expect(confirmByPasskey(as(ctx, null), {}, FROM)).rejects.toMatchObject({ status: 403 })
	})
})

describe('removing a passkey', () => {
	test('ends the other sessions; what it proved counts no more', async ({ ctx }) => {
		const { device, me, accountId } = await buildHolder(ctx, { password: PASSWORD })
		const elsewhere = await signIn(ctx, device)
		const { id } = (await listPasskeys(await me()))[0]!
		await removePasskey(await me(), id)
		expect(await actorOf(ctx, headersOf(elsewhere.cookie))).toBeNull()
		expect((await me()).actor).toMatchObject({ secondFactor: false })
		await expect(signIn(ctx, device)).rejects.toEqual(refused)
		expect((await trail(ctx, `account:${accountId}`)).map(({ action }) => action)).toContain('account.passkey-removed')
		await expect(removePasskey(await me(), id)).rejects.toMatchObject({ status: 404 })
	})

	test('is for its owner, freshly authenticated, and never the last way in', async ({ ctx }) => {
		const { me } = await buildHolder(ctx)
		const { id } = (await listPasskeys(await me()))[0]!
		await expect(removePasskey((await buildSignedIn(ctx, { password: PASSWORD })).ctx, id)).rejects.toMatchObject({ status: 404 })
		await expect(removePasskey(as(ctx, null), id)).rejects.toMatchObject({ status: 403 })
		await expect(removePasskey(as(ctx, actor(['member'], { freshUntil: NOW })), id)).rejects.toEqual(
			new RuleBroken('error.identity.needs_fresh')
		)
		Object.assign(env(), { PASSERELLE_DEMO: false, PASSERELLE_SMTP_URL: undefined })
		await expect(removePasskey(await me(), id)).rejects.toEqual(new RuleBroken('error.identity.last_way_in'))
	})
})

describe('where a role requires a second step', () => {
	beforeEach(() => void Object.assign(env(), { PASSERELLE_SECOND_FACTOR: 'staff', PASSERELLE_SMTP_URL: 'smtp://mail.example' }))

	test('a passkey is one; whoever only reads the mail can neither add nor remove any', async ({ ctx }) => {
		const { device, accountId, me } = await buildHolder(ctx)
		await addGrant(ctx, accountId, { role: 'officer', service: 'cit' }, null)
		expect(mustEnrol((await me()).actor)).toBe(false)
		const { id } = (await listPasskeys(await me()))[0]!
		await expect(removePasskey(await me(), id)).rejects.toEqual(new RuleBroken('error.identity.second_factor_required'))

		// As by a link in a mail: one step.
		await ctx.db.updateTable('session').set({ secondFactorAt: null }).execute()
		const half = await me()
		expect([mustEnrol(half.actor), await mustShowPasskey(half)]).toEqual([true, true])
		const first = new RuleBroken('error.identity.passkey_first')
		await expect(beginPasskey(half)).rejects.toEqual(first)
		await expect(addPasskey(half, { credential: {}, name: '' }, FROM)).rejects.toEqual(first)
		await expect(removePasskey(half, id)).rejects.toEqual(first)
		await expect(beginSecondFactor(half)).rejects.toEqual(first)
		await expect(confirmSecondFactor(half, '000000')).rejects.toEqual(first)

		await confirmByPasskey(half, device.show(await askForOwnPasskey(half, FROM)), FROM)
		expect(mustEnrol((await me()).actor)).toBe(false)
		// With an application beside it, the passkey may go.
		await beginSecondFactor(await me())
		const { secret } = (await pendingSecondFactor(await me()))!
		await confirmSecondFactor(await me(), generateSync({ secret, epoch: NOW.getTime() / 1000 }))
		await removePasskey(await me(), id)
		expect((await me()).actor).toMatchObject({ secondFactor: true })
	})

	test('an operator takes lost second steps away, and the sessions with them', async ({ ctx }) => {
		const { accountId, headers } = await buildHolder(ctx)
		expect(await resetSecondFactor(ctx, accountId)).toBe(true)
		expect(await actorOf(ctx, headers)).toBeNull()
		expect(await ctx.db.selectFrom('passkey').selectAll().execute()).toEqual([])
		expect((await trail(ctx, `account:${accountId}`)).at(-1)).toMatchObject({ action: 'account.second-factor-reset' })
		expect(await resetSecondFactor(ctx, accountId)).toBe(false)
	})
})

test('passkeys are exported by name, and erased with the account', async ({ ctx }) => {
	const { me, email } = await buildHolder(ctx)
	const held = await exportPersonalData(await me())
	expect(held).toMatchObject({ passkeys: [{ name: 'Téléphone', createdAt: NOW, lastUsedAt: null }] })
	expect(JSON.stringify(held)).not.toMatch(/publicKey|credentialId/)
	await eraseAccount(await me(), email)
	expect(await ctx.db.selectFrom('passkey').selectAll().execute()).toEqual([])
})
