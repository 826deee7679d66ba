import { generateSync } from 'otplib'
import { afterEach, describe, expect } from 'vitest'
import type { Ctx, Role } from '#platform/ctx'
import { env } from '#platform/env'
import { RuleBroken } from '#platform/errors'
import { actorOf, halfSignedIn } from '#modules/identity/sessions.server'
import {
	beginSecondFactor,
	confirmSecondFactor,
	disableSecondFactor,
	getSecondFactor,
	mustEnrol,
	pendingSecondFactor,
	renewRecoveryCodes,
	stepOf
} from '#modules/identity/second-factor.server'
import { signInByPassword, signInBySecondFactor } from '#modules/identity/sign-in.server'
import { buildSignedIn, FROM, headersOf, PASSWORD } from '#test/accounts'
import { actor, as, contextOn, NOW, ownDatabase, test, trail } from '#test/support'

const later = (ctx: Ctx, seconds: number): Ctx => ({ ...ctx, now: new Date(NOW.getTime() + seconds * 1000) })
/** What the person's application shows, by another implementation than ours. */
const shown = (secret: string, ctx: Ctx) => generateSync({ secret, epoch: ctx.now.getTime() / 1000 })
const wrong = new RuleBroken('error.identity.code', 'code')

/** An account with a proved second factor; its codes of this half minute are used up. */
async function buildEnrolled(ctx: Ctx) {
	const person = await buildSignedIn(ctx, { email: 'two@example.org', password: PASSWORD })
	await beginSecondFactor(person.ctx)
	const { secret } = (await pendingSecondFactor(person.ctx))!
	const recovery = await confirmSecondFactor(person.ctx, shown(secret, ctx))
	const half = async (ctx: Ctx, from = FROM) =>
		headersOf((await signInByPassword(ctx, { email: 'two@example.org', password: PASSWORD }, from)).cookie)
	return { ...person, secret, recovery, half }
}

test('codes are those of RFC 6238', () => {
	const secret = Buffer.from('12345678901234567890')
	for (const [seconds, code] of [
		[59, '287082'],
		[1111111109, '081804'],
		[1111111111, '050471'],
		[2000000000, '279037'],
		[20000000000, '353130']
	] as const) {
		const step = Math.floor(seconds / 30)
		expect(stepOf(secret, code, new Date(seconds * 1000))).toBe(step)
		expect(stepOf(secret, code, new Date(seconds * 1000 + 30_000))).toBe(step)
		expect(stepOf(secret, code, new Date(seconds * 1000 + 60_000))).toBeUndefined()
	}
})

describe('enrolling', () => {
	test('asks nothing of the account until a code proves the application, then ends other sessions', async ({ ctx }) => {
		const person = await buildSignedIn(ctx, { email: 'two@example.org' })
		const other = await buildSignedIn(ctx)
		await beginSecondFactor(person.ctx)
		const pending = (await pendingSecondFactor(person.ctx))!
		expect(pending.uri).toBe(
			`otpauth://totp/Passerelle%3Atwo%40example.org?secret=${pending.secret}&issuer=Passerelle&algorithm=SHA1&digits=6&period=30`
		)
		expect(await getSecondFactor(person.ctx)).toMatchObject({ state: 'begun' })
		expect(await actorOf(ctx, person.headers)).toMatchObject({ secondFactor: false })

		await expect(confirmSecondFactor(person.ctx, '000000')).rejects.toEqual(wrong)
		const codes = await confirmSecondFactor(person.ctx, shown(pending.secret, ctx).replace(/^(...)/, '$1 '))

		expect(new Set(codes).size).toBe(10)
		expect(codes.every((code) => /^[a-z2-7]{4}-[a-z2-7]{4}-[a-z2-7]{4}$/.test(code))).toBe(true)
		expect(await actorOf(ctx, person.headers)).toMatchObject({ secondFactor: true })
		expect(await actorOf(ctx, other.headers)).not.toBeNull()
		expect(await getSecondFactor(person.ctx)).toEqual({ state: 'enabled', left: 10, required: false })
		expect(await pendingSecondFactor(person.ctx)).toBeNull()
		await expect(beginSecondFactor(person.ctx)).rejects.toMatchObject({ key: 'error.identity.second_factor_already' })
		await expect(confirmSecondFactor(person.ctx, '000000')).rejects.toMatchObject({ key: 'error.identity.second_factor_already' })
		const kept = JSON.stringify(await ctx.db.selectFrom('secondFactor').selectAll().execute())
		expect(kept).not.toContain(pending.secret)
		expect(kept).not.toContain(codes[0])
		expect((await trail(ctx, `account:${person.accountId}`)).map(({ action }) => action)).toContain(
			'account.second-factor-enabled'
		)
	})

	test('asks for fresh authentication, and for somebody', async ({ ctx }) => {
		const stale = as(ctx, actor(['member'], { freshUntil: NOW }))
		for (const verb of [beginSecondFactor, pendingSecondFactor, renewRecoveryCodes, disableSecondFactor]) {
			await expect(verb(stale)).rejects.toMatchObject({ key: 'error.identity.needs_fresh' })
			await expect(verb(as(ctx, null))).rejects.toMatchObject({ status: 403 })
		}
	})

	test('twice begun forgets the first secret', async ({ ctx }) => {
		const person = await buildSignedIn(ctx)
		await beginSecondFactor(person.ctx)
		const first = (await pendingSecondFactor(person.ctx))!.secret
		await beginSecondFactor(person.ctx)
		await expect(confirmSecondFactor(person.ctx, shown(first, ctx))).rejects.toEqual(wrong)
	})
})

describe('the second step', () => {
	test('is all that a password opens, and makes the session whole', async ({ ctx }) => {
		const { half, secret, accountId } = await buildEnrolled(ctx)
		const after = later(ctx, 60)
		const headers = await half(after)
		expect(await actorOf(after, headers)).toBeNull()
		expect(await halfSignedIn(after, headers)).toMatchObject({ accountId })

		const { cookie } = await signInBySecondFactor(after, headers, shown(secret, after), FROM)

		expect(await actorOf(after, headersOf(cookie))).toMatchObject({ accountId, secondFactor: true })
		expect(await halfSignedIn(after, headers)).toBeNull()
		await expect(signInBySecondFactor(after, headers, shown(secret, after), FROM)).rejects.toMatchObject({
			key: 'error.identity.start_again'
		})
	})

	test('is forgotten after ten minutes', async ({ ctx }) => {
		const { half, secret } = await buildEnrolled(ctx)
		const headers = await half(ctx)
		const late = later(ctx, 600)
		await expect(signInBySecondFactor(late, headers, shown(secret, late), FROM)).rejects.toMatchObject({
			key: 'error.identity.start_again'
		})
	})

	test('does not take a code twice, nor an older one', async ({ ctx }) => {
		const { half, secret } = await buildEnrolled(ctx)
		// Proving the application used up the code of this half minute.
		await expect(signInBySecondFactor(ctx, await half(ctx), shown(secret, ctx), FROM)).rejects.toEqual(wrong)
		await expect(signInBySecondFactor(ctx, await half(ctx), shown(secret, later(ctx, -30)), FROM)).rejects.toEqual(wrong)
		const after = later(ctx, 30)
		await signInBySecondFactor(after, await half(after), shown(secret, after), FROM)
		await expect(signInBySecondFactor(after, await half(after), shown(secret, after), FROM)).rejects.toEqual(wrong)
	})

	test('takes each recovery code once, however it is typed', async ({ ctx }) => {
		const { half, recovery, ctx: mine } = await buildEnrolled(ctx)
		await signInBySecondFactor(ctx, await half(ctx), recovery[0]!.toUpperCase().replaceAll('-', ' '), FROM)
		expect(await getSecondFactor(mine)).toMatchObject({ left: 9 })
		await expect(signInBySecondFactor(ctx, await half(ctx), recovery[0]!, FROM)).rejects.toEqual(wrong)
		await signInBySecondFactor(ctx, await half(ctx), recovery[1]!, FROM)
		const renewed = await renewRecoveryCodes(mine)
		await expect(signInBySecondFactor(ctx, await half(ctx), recovery[2]!, FROM)).rejects.toEqual(wrong)
		await signInBySecondFactor(ctx, await half(ctx), renewed[2]!, FROM)
	})

	test.for(['', '0', '12345', '1234567', 'abcdef', '-----', '12345６', "' or 1=1", '\u202e123456', 'x'.repeat(5000)])(
		'refuses %j',
		async (code, { ctx }) => {
			const { half, accountId } = await buildEnrolled(ctx)
			await expect(signInBySecondFactor(ctx, await half(ctx), code, FROM)).rejects.toEqual(wrong)
			expect((await trail(ctx, `account:${accountId}`)).at(-1)).toEqual({
				action: 'account.sign-in-refused',
				actorId: accountId,
				data: { by: 'second-factor' }
			})
		}
	)

	test('allows six guesses, then none for a quarter of an hour', async ({ ctx }) => {
		const { half, secret } = await buildEnrolled(ctx)
		const after = later(ctx, 60)
		const headers = await half(after)
		for (let i = 0; i < 6; i++) await expect(signInBySecondFactor(after, headers, '000000', FROM)).rejects.toEqual(wrong)
		await expect(signInBySecondFactor(after, headers, shown(secret, after), FROM)).rejects.toMatchObject({ status: 429 })
	})

	test('a code or a recovery code sent many times at once signs in once', async () => {
		await using database = await ownDatabase()
		const ctx = contextOn(database.db)
		const { half, secret, recovery } = await buildEnrolled(ctx)
		const after = later(ctx, 60)
		for (const code of [shown(secret, after), recovery[0]!]) {
			const tries = []
			for (let i = 0; i < 4; i++) tries.push(await half(after, { ...FROM, address: `192.0.2.${i}` }))
			const results = await Promise.allSettled(
				tries.map((headers, i) => signInBySecondFactor(after, headers, code, { ...FROM, address: `192.0.2.${i}` }))
			)
			expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected'])
		}
	})
})

test('given up, one step is enough again', async ({ ctx }) => {
	const { ctx: mine, accountId, half } = await buildEnrolled(ctx)
	await disableSecondFactor(mine)
	expect(await actorOf(ctx, await half(ctx))).toMatchObject({ accountId, secondFactor: false })
	await expect(disableSecondFactor(mine)).rejects.toMatchObject({ key: 'error.identity.second_factor_none' })
})

describe('having to enrol', () => {
	afterEach(() => void (env().PASSERELLE_SECOND_FACTOR = 'optional'))
	const without = (...roles: Role[]) => actor(roles, { secondFactor: false })

	test.for([
		['optional', { member: false, officer: false, auditor: false }],
		['staff', { member: false, officer: true, auditor: true }],
		['all', { member: true, officer: true, auditor: true }]
	] as const)('%s', ([setting, expected]) => {
		env().PASSERELLE_SECOND_FACTOR = setting
		expect({
			member: mustEnrol(without('member')),
			officer: mustEnrol(without('officer')),
			auditor: mustEnrol(without('auditor'))
		}).toEqual(expected)
		expect(mustEnrol(actor(['officer'], { secondFactor: true }))).toBe(false)
		expect(mustEnrol(null)).toBe(false)
	})

	test('it cannot be given up where it is required', async ({ ctx }) => {
		const { ctx: mine, accountId } = await buildEnrolled(ctx)
		env().PASSERELLE_SECOND_FACTOR = 'all'
		await expect(disableSecondFactor(mine)).rejects.toMatchObject({ key: 'error.identity.second_factor_required' })
		expect(
			(await ctx.db.selectFrom('account').select('secondFactorEnabled').where('id', '=', accountId).executeTakeFirstOrThrow())
				.secondFactorEnabled
		).toBe(true)
	})
})
