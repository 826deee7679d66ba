import { describe, expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { RuleBroken } from '#platform/errors'
import { createAccount } from '#modules/identity/accounts.server'
import { actorOf, sessionCookie, signOut } from '#modules/identity/sessions.server'
import { findLink, requestLink, signInByLink, signInByPassword } from '#modules/identity/sign-in.server'
import { buildSignedIn, FROM, headersOf, PASSWORD } from '#test/accounts'
import { as, contextOn, NOW, ownDatabase, queued, test, trail } from '#test/support'

const later = (ctx: Ctx, minutes: number): Ctx => ({ ...ctx, now: new Date(ctx.now.getTime() + minutes * 60_000) })
const refused = new RuleBroken('error.identity.sign_in_refused')

/** The token of the last link mailed to an address. */
async function mailedToken(ctx: Ctx, email: string) {
	const mail = await ctx.db
		.selectFrom('mail')
		.select('text')
		.where('toAddress', '=', email)
		.orderBy('id', 'desc')
		.executeTakeFirstOrThrow()
	return /token=([\w-]+)/.exec(mail.text)![1]!
}

describe('signing in by password', () => {
	test('begins a session that says who is asking, with roles and ten fresh minutes', async ({ ctx }) => {
		const id = await createAccount(ctx, { email: 'Elena@Example.org', name: 'Елена Примерова', locale: 'bg', password: PASSWORD })
		await ctx.db
			.insertInto('roleGrant')
			.values({ id: crypto.randomUUID(), accountId: id, service: 'cit', role: 'officer', grantedAt: NOW })
			.execute()

		const { cookie, half } = await signInByPassword(ctx, { email: ' ELENA@example.org ', password: PASSWORD }, FROM)

		expect(half).toBe(false)
		expect(await actorOf(ctx, headersOf(cookie))).toEqual({
			accountId: id,
			sessionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
			name: 'Елена Примерова',
			email: 'elena@example.org',
			locale: 'bg',
			roles: [
				{ service: null, role: 'member' },
				{ service: 'cit', role: 'officer' }
			],
			freshUntil: new Date(NOW.getTime() + 600_000),
			secondFactor: false
		})
		expect(await trail(ctx, `account:${id}`)).toEqual([
			{ action: 'account.created', actorId: null, data: {} },
			{ action: 'account.signed-in', actorId: id, data: { by: 'password' } }
		])
		const session = await ctx.db.selectFrom('session').select(['address', 'userAgent', 'expiresAt']).executeTakeFirstOrThrow()
		expect(session).toEqual({
			address: '192.0.2.0',
			userAgent: FROM.userAgent,
			expiresAt: new Date(NOW.getTime() + 14 * 86_400_000)
		})
	})

	test.for([
		['a wrong password', 'known@example.org', 'une autre phrase de passe'],
		['an unknown address', 'nobody@example.org', PASSWORD],
		['an account without a password', 'linked@example.org', PASSWORD],
		['a quote that would end a string', "'; drop table account; --", PASSWORD]
	] as const)('is refused in the same words for %s', async ([, email, password], { ctx }) => {
		await createAccount(ctx, { email: 'known@example.org', locale: 'fr', password: PASSWORD })
		await createAccount(ctx, { email: 'linked@example.org', locale: 'fr' })

		await expect(signInByPassword(ctx, { email, password }, FROM)).rejects.toEqual(refused)

		expect(await ctx.db.selectFrom('session').selectAll().execute()).toEqual([])
		const entries = await ctx.db.selectFrom('auditEvent').selectAll().where('action', '=', 'account.sign-in-refused').execute()
		expect(entries).toHaveLength(1)
		expect(JSON.stringify(entries)).not.toContain(email)
	})

	test('takes as long for an unknown address as for a wrong password', async ({ ctx }) => {
		await createAccount(ctx, { email: 'known@example.org', locale: 'fr', password: PASSWORD })
		const time = async (email: string, address: string) => {
			const started = performance.now()
			await signInByPassword(ctx, { email, password: 'faux mais assez long' }, { ...FROM, address }).catch(() => {})
			return performance.now() - started
		}
		await time('warm@example.org', '203.0.113.1')
		const [known, unknown]: [number[], number[]] = [[], []]
		for (let i = 0; i < 6; i++) {
			known.push(await time('known@example.org', `203.0.113.${i + 2}`))
			unknown.push(await time(`nobody${i}@example.org`, `203.0.113.${i + 2}`))
		}
		const least = (times: number[]) => Math.min(...times)
		// A digest takes tens of milliseconds; leaving it out for strangers would make this ratio ten or more.
		expect(least(known) / least(unknown)).toBeGreaterThan(0.5)
		expect(least(known) / least(unknown)).toBeLessThan(2)
	})
})

describe('a session', () => {
	test('opens nothing once revoked, expired, or signed out of', async ({ ctx }) => {
		const first = await buildSignedIn(ctx)
		await signOut(first.ctx)
		await signOut(first.ctx)
		expect(await actorOf(ctx, first.headers)).toBeNull()
		expect((await trail(ctx, `account:${first.accountId}`)).map(({ action }) => action)).toEqual([
			'account.created',
			'account.signed-out'
		])

		const second = await buildSignedIn(ctx)
		expect(await actorOf(later(ctx, 14 * 24 * 60 - 1), second.headers)).not.toBeNull()
		const third = await buildSignedIn(ctx)
		expect(await actorOf(later(ctx, 14 * 24 * 60), third.headers)).toBeNull()
	})

	test.for([
		['no cookie', ''],
		['a token without signature', 'abc'],
		['a forged signature', 'abc.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%3D'],
		['broken percent signs', '%E0%A4%A'],
		['an empty value', '']
	])('is not made from %s', async ([, value], { ctx }) => {
		await buildSignedIn(ctx)
		expect(await actorOf(ctx, new Headers({ cookie: `${sessionCookie()}=${value}` }))).toBeNull()
	})

	test('needs the signature of its own token', async ({ ctx }) => {
		const [one, other] = [await buildSignedIn(ctx), await buildSignedIn(ctx)]
		const valueOf = (headers: Headers) => decodeURIComponent(headers.get('cookie')!.split('=')[1]!)
		const mixed = `${valueOf(one.headers).split('.')[0]}.${valueOf(other.headers).split('.')[1]}`
		expect(await actorOf(ctx, new Headers({ cookie: `${sessionCookie()}=${encodeURIComponent(mixed)}` }))).toBeNull()
	})

	test('is prolonged by a visit, written down at most once an hour', async ({ ctx }) => {
		const { headers, sessionId } = await buildSignedIn(ctx)
		const expiry = async () =>
			(
				await ctx.db.selectFrom('session').select('expiresAt').where('id', '=', sessionId).executeTakeFirstOrThrow()
			).expiresAt.getTime() - NOW.getTime()
		const days = 14 * 86_400_000
		await actorOf(later(ctx, 59), headers)
		expect(await expiry()).toBe(days)
		await actorOf(later(ctx, 61), headers)
		expect(await expiry()).toBe(days + 61 * 60_000)
	})
})

describe('signing in by link', () => {
	test('is offered alike to a known and an unknown address', async ({ ctx }) => {
		await createAccount(ctx, { email: 'known@example.org', locale: 'bg' })
		await requestLink(ctx, { email: 'Known@example.org', next: null }, FROM)
		await requestLink(ctx, { email: 'new@example.org', next: null }, FROM)
		expect(await queued(ctx, 'mail.deliver')).toHaveLength(2)
		const mails = await ctx.db.selectFrom('mail').select(['toAddress', 'locale', 'kind', 'secret']).orderBy('id').execute()
		expect(mails).toEqual([
			{ toAddress: 'known@example.org', locale: 'bg', kind: 'identity.sign-in', secret: true },
			{ toAddress: 'new@example.org', locale: 'fr', kind: 'identity.sign-in', secret: true }
		])
	})

	test('makes the account of an unknown address, once its holder has answered', async ({ ctx }) => {
		await requestLink(ctx, { email: 'new@example.org', next: '/fr/account/consents' }, FROM)
		const token = await mailedToken(ctx, 'new@example.org')
		expect(await findLink(ctx, token)).toEqual({ email: 'new@example.org' })
		expect(await ctx.db.selectFrom('account').selectAll().execute()).toEqual([])

		const signedIn = await signInByLink(ctx, token, FROM)

		expect(signedIn).toMatchObject({ half: false, next: '/fr/account/consents', nameless: true })
		expect(await actorOf(ctx, headersOf(signedIn.cookie))).toMatchObject({
			email: 'new@example.org',
			name: 'new@example.org',
			locale: 'fr'
		})
	})

	test('works once, for fifteen minutes, and not by guessing', async ({ ctx }) => {
		const gone = new RuleBroken('error.identity.link')
		await requestLink(ctx, { email: 'a@example.org', next: null }, FROM)
		const token = await mailedToken(ctx, 'a@example.org')
		await expect(signInByLink(later(ctx, 15), token, FROM)).rejects.toEqual(gone)
		await signInByLink(later(ctx, 14), token, FROM)
		await expect(signInByLink(ctx, token, FROM)).rejects.toEqual(gone)
		await expect(signInByLink(ctx, 'x'.repeat(43), FROM)).rejects.toEqual(gone)
		await expect(signInByLink(ctx, '', FROM)).rejects.toEqual(gone)
		expect(await ctx.db.selectFrom('session').selectAll().execute()).toHaveLength(1)
		const kept = JSON.stringify(await ctx.db.selectFrom('verification').selectAll().execute())
		expect(kept).not.toContain(token)
	})

	test('of an account nobody had proved removes what a stranger set up on it', async ({ ctx }) => {
		const id = await createAccount(ctx, { email: 'victim@example.org', locale: 'fr', password: PASSWORD })
		await ctx.db.updateTable('account').set({ emailVerified: false }).where('id', '=', id).execute()
		const strangers = await signInByPassword(ctx, { email: 'victim@example.org', password: PASSWORD }, FROM)
		await requestLink(ctx, { email: 'victim@example.org', next: null }, FROM)
		await signInByLink(ctx, await mailedToken(ctx, 'victim@example.org'), FROM)
		expect(await actorOf(ctx, headersOf(strangers.cookie))).toBeNull()
		await expect(signInByPassword(ctx, { email: 'victim@example.org', password: PASSWORD }, FROM)).rejects.toEqual(refused)
	})

	test('used twice at the same moment gives one session', async () => {
		await using database = await ownDatabase()
		const ctx = contextOn(database.db)
		await requestLink(ctx, { email: 'twice@example.org', next: null }, FROM)
		const token = await mailedToken(ctx, 'twice@example.org')
		const results = await Promise.allSettled(Array.from({ length: 6 }, () => signInByLink(ctx, token, FROM)))
		expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
		expect(results.flatMap((result) => (result.status === 'rejected' ? [result.reason.key] : []))).toEqual(
			Array(5).fill('error.identity.link')
		)
		expect(await ctx.db.selectFrom('session').selectAll().execute()).toHaveLength(1)
		expect(await ctx.db.selectFrom('account').selectAll().execute()).toHaveLength(1)
	})

	test('two links of a new address, used at the same moment, make one account', async () => {
		await using database = await ownDatabase()
		const ctx = contextOn(database.db)
		const tokens: string[] = []
		for (let i = 0; i < 3; i++) {
			await requestLink(ctx, { email: 'new@example.org', next: null }, FROM)
			tokens.push(await mailedToken(ctx, 'new@example.org'))
		}
		const results = await Promise.all(tokens.map((token) => signInByLink(ctx, token, FROM)))
		expect(results).toHaveLength(3)
		expect(await ctx.db.selectFrom('account').selectAll().execute()).toHaveLength(1)
	})
})

describe('limits', () => {
	const wrong = (ctx: Ctx, email: string, address: string) =>
		signInByPassword(ctx, { email, password: 'faux mais assez long' }, { ...FROM, address }).then(
			() => 'in',
			(cause: RuleBroken) => (cause.status === 429 ? 'wait' : 'no')
		)

	test('six wrong passwords from one place stop that place for fifteen minutes, known or not', async ({ ctx }) => {
		await createAccount(ctx, { email: 'known@example.org', locale: 'fr', password: PASSWORD })
		for (const email of ['known@example.org', 'unknown@example.org']) {
			const answers = []
			for (let i = 0; i < 8; i++) answers.push(await wrong(ctx, email, '192.0.2.1'))
			expect(answers).toEqual(['no', 'no', 'no', 'no', 'no', 'no', 'wait', 'wait'])
		}
		await expect(
			signInByPassword(ctx, { email: 'known@example.org', password: PASSWORD }, { ...FROM, address: '192.0.2.1' })
		).rejects.toEqual(new RuleBroken('error.identity.too_many', null, { seconds: 900, minutes: 15 }, 429))
		const after = later(ctx, 15)
		await signInByPassword(after, { email: 'known@example.org', password: PASSWORD }, { ...FROM, address: '192.0.2.1' })
	})

	test('a colleague behind the same address still gets in', async ({ ctx }) => {
		await createAccount(ctx, { email: 'colleague@example.org', locale: 'fr', password: PASSWORD })
		for (let i = 0; i < 10; i++) await wrong(ctx, 'clumsy@example.org', '192.0.2.1')
		const { half } = await signInByPassword(
			ctx,
			{ email: 'colleague@example.org', password: PASSWORD },
			{ ...FROM, address: '192.0.2.1' }
		)
		expect(half).toBe(false)
	})

	test('an attack from many places slows strangers, not the owner where they have been before', async ({ ctx }) => {
		await createAccount(ctx, { email: 'owner@example.org', locale: 'fr', password: PASSWORD })
		const owner = { email: 'owner@example.org', password: PASSWORD }
		await signInByPassword(ctx, owner, { ...FROM, address: '192.0.2.1' })
		const answers = []
		for (let i = 0; i < 24; i++) answers.push(await wrong(ctx, 'owner@example.org', `198.51.100.${i}`))
		expect(answers.filter((answer) => answer === 'no')).toHaveLength(20)
		expect(answers.slice(20)).toEqual(['wait', 'wait', 'wait', 'wait'])
		await expect(signInByPassword(ctx, owner, { ...FROM, address: '203.0.113.9' })).rejects.toMatchObject({ status: 429 })
		expect(await signInByPassword(ctx, owner, { ...FROM, address: '192.0.2.1' })).toMatchObject({ half: false })
	})

	test('one address gives itself away by its many failures, and good sign-ins do not count', async ({ ctx }) => {
		await createAccount(ctx, { email: 'good@example.org', locale: 'fr', password: PASSWORD })
		for (let i = 0; i < 8; i++)
			await signInByPassword(ctx, { email: 'good@example.org', password: PASSWORD }, { ...FROM, address: '192.0.2.1' })
		const { points } = await ctx.db
			.selectFrom('rateLimit')
			.select('points')
			.where('key', 'like', 'password:address:%')
			.executeTakeFirstOrThrow()
		expect(points).toBe(0)
		await ctx.db.updateTable('rateLimit').set({ points: 150 }).where('key', 'like', 'password:address:%').execute()
		expect(await wrong(ctx, 'other@example.org', '192.0.2.1')).toBe('wait')
		expect(await wrong(ctx, 'other@example.org', '192.0.2.2')).toBe('no')
	})

	test('of thirty guesses at once only six are looked at', async () => {
		await using database = await ownDatabase()
		const ctx = contextOn(database.db)
		await createAccount(ctx, { email: 'owner@example.org', locale: 'fr', password: PASSWORD })
		const answers = await Promise.all(Array.from({ length: 30 }, () => wrong(ctx, 'owner@example.org', '192.0.2.1')))
		expect(answers.filter((answer) => answer === 'no')).toHaveLength(6)
	})

	test('links are limited too, the same for everyone, and nothing personal is kept', async ({ ctx }) => {
		for (let i = 0; i < 4; i++) await requestLink(ctx, { email: 'someone@example.org', next: null }, FROM)
		await expect(requestLink(ctx, { email: 'someone@example.org', next: null }, FROM)).rejects.toMatchObject({ status: 429 })
		await requestLink(later(ctx, 15), { email: 'someone@example.org', next: null }, FROM)
		const kept = JSON.stringify(await ctx.db.selectFrom('rateLimit').selectAll().execute())
		expect(kept).not.toMatch(/someone|192\.0\.2/)
	})
})

test('signing out ends only one’s own session', async ({ ctx }) => {
	const [one, other] = [await buildSignedIn(ctx), await buildSignedIn(ctx)]
	await signOut(one.ctx)
	expect(await actorOf(ctx, other.headers)).not.toBeNull()
	await signOut(as(ctx, null))
})
