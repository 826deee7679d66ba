import { describe, expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { RuleBroken } from '#platform/errors'
import { changePassword, hasPassword } from '#modules/identity/accounts.server'
import {
	confirmByMailedCode,
	confirmByPassword,
	confirmBySecondFactor,
	mailConfirmationCode,
	waysToConfirm
} from '#modules/identity/confirmation.server'
import { actorOf, listSessions, revokeOtherSessions, revokeSession } from '#modules/identity/sessions.server'
import { signInByPassword } from '#modules/identity/sign-in.server'
import { buildSignedIn, FROM, headersOf, PASSWORD } from '#test/accounts'
import { actor, as, NOW, test } from '#test/support'

const HOUR = 3_600_000
/** The same person an hour later, no longer fresh. */
async function anHourLater({ ctx, headers }: { ctx: Ctx; headers: Headers }): Promise<Ctx> {
	const after = { ...ctx, now: new Date(NOW.getTime() + HOUR) }
	return as(after, await actorOf(after, headers))
}
const mailedCode = async (ctx: Ctx) =>
	/\d{4} \d{4}/.exec((await ctx.db.selectFrom('mail').select('text').orderBy('id', 'desc').executeTakeFirstOrThrow()).text)![0]

describe('fresh authentication', () => {
	test('by password gives ten more minutes to this session only', async ({ ctx }) => {
		const person = await buildSignedIn(ctx, { email: 'fresh@example.org', password: PASSWORD })
		const elsewhere = headersOf((await signInByPassword(ctx, { email: 'fresh@example.org', password: PASSWORD }, FROM)).cookie)
		const stale = await anHourLater(person)
		await expect(changePassword(stale, 'une autre longue phrase')).rejects.toEqual(new RuleBroken('error.identity.needs_fresh'))
		await expect(confirmByPassword(stale, 'faux mais assez long', FROM)).rejects.toEqual(
			new RuleBroken('error.identity.password', 'password')
		)

		await confirmByPassword(stale, PASSWORD, FROM)

		expect((await actorOf(stale, person.headers))!.freshUntil).toEqual(new Date(NOW.getTime() + HOUR + 600_000))
		expect((await actorOf(stale, elsewhere))!.freshUntil).toEqual(new Date(NOW.getTime() + 600_000))
	})

	test('by a mailed code works once, in this session, for ten minutes', async ({ ctx }) => {
		const person = await buildSignedIn(ctx)
		const stale = await anHourLater(person)
		expect(await waysToConfirm(stale)).toEqual({ password: false, passkey: false, secondFactor: false, mail: true })
		await mailConfirmationCode(stale, FROM)
		const first = await mailedCode(ctx)
		await mailConfirmationCode(stale, FROM)
		const code = await mailedCode(ctx)
		const wrong = new RuleBroken('error.identity.mailed_code', 'code')
		if (first !== code) await expect(confirmByMailedCode(stale, first, FROM)).rejects.toEqual(wrong)
		const other = await buildSignedIn(ctx)
		await expect(confirmByMailedCode(other.ctx, code, FROM)).rejects.toEqual(wrong)
		await expect(confirmByMailedCode({ ...stale, now: new Date(stale.now.getTime() + 600_000) }, code, FROM)).rejects.toEqual(
			wrong
		)
		await confirmByMailedCode(stale, code, FROM)
		await expect(confirmByMailedCode(stale, code, FROM)).rejects.toEqual(wrong)
		expect((await actorOf(stale, person.headers))!.freshUntil).toEqual(new Date(NOW.getTime() + HOUR + 600_000))
	})

	test('by mail is not enough for somebody with a second factor', async ({ ctx }) => {
		const strong = as(ctx, actor(['member'], { sessionId: crypto.randomUUID(), secondFactor: true }))
		await expect(mailConfirmationCode(strong, FROM)).rejects.toMatchObject({ status: 403 })
		await expect(confirmByMailedCode(strong, '12345678', FROM)).rejects.toMatchObject({ status: 403 })
	})

	test('is limited in its guesses, whichever way', async ({ ctx }) => {
		const person = await buildSignedIn(ctx)
		await mailConfirmationCode(person.ctx, FROM)
		const code = await mailedCode(ctx)
		for (let i = 0; i < 6; i++) await confirmByMailedCode(person.ctx, '00000000', FROM).catch(() => {})
		await expect(confirmByMailedCode(person.ctx, code, FROM)).rejects.toMatchObject({ status: 429 })
		await expect(confirmByPassword(person.ctx, PASSWORD, FROM)).rejects.toMatchObject({ status: 429 })
		for (let i = 0; i < 6; i++) await confirmBySecondFactor(person.ctx, '000000', FROM).catch(() => {})
		await expect(confirmBySecondFactor(person.ctx, '000000', FROM)).rejects.toMatchObject({ status: 429 })
	})

	test('is not for strangers', async ({ ctx }) => {
		const nobody = as(ctx, null)
		await expect(confirmByPassword(nobody, PASSWORD, FROM)).rejects.toMatchObject({ status: 403 })
		await expect(mailConfirmationCode(nobody, FROM)).rejects.toMatchObject({ status: 403 })
		await expect(confirmByMailedCode(nobody, '1', FROM)).rejects.toMatchObject({ status: 403 })
		await expect(confirmBySecondFactor(nobody, '1', FROM)).rejects.toMatchObject({ status: 403 })
	})
})

test('a password can be set and changed, and other sessions end', async ({ ctx }) => {
	const person = await buildSignedIn(ctx, { email: 'set@example.org' })
	expect(await hasPassword(ctx, person.accountId)).toBe(false)
	await changePassword(person.ctx, PASSWORD)
	const other = headersOf((await signInByPassword(ctx, { email: 'set@example.org', password: PASSWORD }, FROM)).cookie)
	await changePassword(person.ctx, 'une tout autre phrase')
	expect(await actorOf(ctx, other)).toBeNull()
	expect(await actorOf(ctx, person.headers)).not.toBeNull()
	await expect(signInByPassword(ctx, { email: 'set@example.org', password: PASSWORD }, FROM)).rejects.toMatchObject({
		key: 'error.identity.sign_in_refused'
	})
	await signInByPassword(ctx, { email: 'set@example.org', password: 'une tout autre phrase' }, FROM)
})

describe('one’s sessions', () => {
	test('are listed, the present one first, and ended one by one or all others', async ({ ctx }) => {
		const person = await buildSignedIn(ctx, { email: 'many@example.org', password: PASSWORD })
		const phone = {
			address: '2001:db8:1:2:3::4',
			userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1'
		}
		const others = []
		for (let i = 0; i < 3; i++)
			others.push(headersOf((await signInByPassword(ctx, { email: 'many@example.org', password: PASSWORD }, phone)).cookie))
		const listed = await listSessions(person.ctx)
		expect(listed).toHaveLength(4)
		expect(listed[0]).toMatchObject({ current: true, address: '192.0.2.0', device: { browser: 'Firefox', system: 'Linux' } })
		expect(listed[1]).toMatchObject({ current: false, address: '2001:db8:1::', device: { browser: 'Safari', system: 'iPhone' } })

		await revokeSession(person.ctx, listed[1]!.id)
		await expect(revokeSession(person.ctx, listed[1]!.id)).rejects.toMatchObject({ status: 404 })
		expect(await listSessions(person.ctx)).toHaveLength(3)
		expect(await revokeOtherSessions(person.ctx)).toBe(2)
		expect(await revokeOtherSessions(person.ctx)).toBe(0)
		for (const headers of others) expect(await actorOf(ctx, headers)).toBeNull()
		expect(await actorOf(ctx, person.headers)).not.toBeNull()
	})

	test('are nobody else’s', async ({ ctx }) => {
		const [one, other] = [await buildSignedIn(ctx), await buildSignedIn(ctx)]
		await expect(revokeSession(one.ctx, other.sessionId)).rejects.toMatchObject({ status: 404 })
		expect(await actorOf(ctx, other.headers)).not.toBeNull()
		await expect(listSessions(as(ctx, null))).rejects.toMatchObject({ status: 403 })
		await expect(revokeOtherSessions(as(ctx, null))).rejects.toMatchObject({ status: 403 })
	})
})
