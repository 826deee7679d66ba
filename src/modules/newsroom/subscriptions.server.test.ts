import { beforeAll, describe, expect } from 'vitest'
import { giveConsent, hasConsent, onConsent, withdrawConsent } from '#modules/identity/consents.server'
import type { Ctx } from '#platform/ctx'
import { buildSignedIn } from '#test/accounts'
import { contextOn, NOW, ownDatabase, test, trail } from '#test/support'
import { followConsent, subscriptionData } from './subscription-consents.server.ts'
import { endSubscription, forgetReader, getPreferences, savePreferences } from './subscription-preferences.server.ts'
import { mailKinds, signUpForm, type SignUpInput } from './subscription-schema.ts'
import { idOfToken, tokenFor } from './subscription-tokens.server.ts'
import { askSubscription, confirmSubscription, findRequest } from './subscriptions.server.ts'

beforeAll(() => {
	for (const kind of mailKinds) onConsent(kind, (ctx, accountId) => followConsent(ctx, accountId, kind))
})

const from = { address: '192.0.2.1' }
const input = (over: Partial<SignUpInput> = {}): SignUpInput => ({
	email: 'maria@example.org',
	kinds: ['newsletter', 'calls'],
	locale: 'bg',
	organisationKind: null,
	territory: null,
	themes: [],
	website: '',
	...over
})
const mails = (ctx: Ctx) =>
	ctx.db.selectFrom('mail').select(['toAddress', 'locale', 'kind', 'text', 'secret']).orderBy('id').execute()
const live = (ctx: Ctx) =>
	ctx.db
		.selectFrom('subscription')
		.innerJoin('subscriber', 'subscriber.id', 'subscription.subscriberId')
		.select(['email', 'subscription.kind', 'subscription.source', 'subscription.givenAt', 'subscription.locale'])
		.where('endedAt', 'is', null)
		.orderBy('email')
		.orderBy('subscription.kind')
		.execute()
const linkIn = (text: string) => /newsletter\/confirm\/([\w-]+)/.exec(text)![1]!
const readerToken = (path: string) => path.split('/').at(-1)!
/** Signed up and confirmed; the secret of the reader's link. */
async function confirmed(ctx: Ctx, over: Partial<SignUpInput> = {}): Promise<string> {
	await askSubscription(ctx, input(over), from)
	const mail = (await mails(ctx)).at(-1)!
	return readerToken(await confirmSubscription(ctx, linkIn(mail.text)))
}

describe('signing up', () => {
	test('writes a letter in the language asked for, and nothing is agreed to before its link is followed', async ({ ctx }) => {
		await askSubscription(ctx, input({ themes: ['water'] }), from)
		const [mail, ...others] = await mails(ctx)
		expect(others).toEqual([])
		expect(mail).toMatchObject({ toAddress: 'maria@example.org', locale: 'bg', kind: 'newsroom.subscription', secret: true })
		expect(await ctx.db.selectFrom('subscriber').selectAll().execute()).toEqual([])

		const token = linkIn(mail!.text)
		expect(await findRequest(ctx, token)).toEqual({ kinds: ['newsletter', 'calls'], expired: false, preferences: null })
		expect(await live(ctx)).toEqual([])
		const path = await confirmSubscription(ctx, token)
		expect(path).toMatch(/^\/fr\/newsletter\/readers\/[\w-]{43}$/)
		expect(await live(ctx)).toEqual(
			['calls', 'newsletter'].map((kind) => ({ email: 'maria@example.org', kind, source: 'portal', givenAt: NOW, locale: 'bg' }))
		)
		const preferences = await getPreferences(ctx, readerToken(path))
		expect(preferences).toMatchObject({ address: 'm…@example.org', locale: 'bg', themes: ['water'] })
	})

	test('says the same of an address it knows, and the letter leads to what is agreed', async ({ ctx }) => {
		await confirmed(ctx)
		await expect(askSubscription(ctx, input({ kinds: ['calls'], locale: 'en' }), from)).resolves.toBeUndefined()
		const last = (await mails(ctx)).at(-1)!
		expect(last).toMatchObject({ kind: 'newsroom.subscribed', locale: 'en', secret: true })
		expect(last.text).not.toContain('/confirm/')
		// Another kind is a new yes, and is asked for again.
		await askSubscription(ctx, input({ kinds: ['funding'] }), from)
		expect((await mails(ctx)).at(-1)!.kind).toBe('newsroom.subscription')
	})

	test('is limited for one address, whoever asks', async ({ ctx }) => {
		for (let i = 0; i < 4; i++) await askSubscription(ctx, input(), from)
		await expect(askSubscription(ctx, input(), from)).rejects.toMatchObject({ status: 429 })
		await askSubscription(ctx, input(), { address: '198.51.100.1' })
		await askSubscription(ctx, input(), { address: '198.51.100.2' })
		await expect(askSubscription(ctx, input(), { address: '198.51.100.3' })).rejects.toMatchObject({ status: 429 })
	})

	test('by a program that fills in every field leaves nothing', async ({ ctx }) => {
		await askSubscription(ctx, input({ website: 'x' }), from)
		expect(await mails(ctx)).toEqual([])
	})

	test('after a week is refused, and a link of another kind, or a changed one, leads nowhere', async ({ ctx }) => {
		await askSubscription(ctx, input(), from)
		const token = linkIn((await mails(ctx))[0]!.text)
		const week = { ...ctx, now: new Date(NOW.getTime() + 7 * 86_400_000) }
		await expect(confirmSubscription(week, token)).rejects.toMatchObject({ key: 'error.subscription.expired' })
		expect(await findRequest(week, token)).toEqual({ kinds: [], expired: true, preferences: null })
		const id = idOfToken('confirm', token)!
		for (const wrong of [tokenFor('reader', id), `${token.slice(0, -2)}AA`, '', 'x', token + token])
			await expect(confirmSubscription(ctx, wrong)).rejects.toMatchObject({ status: 404 })
		expect(await live(ctx)).toEqual([])
	})

	test('confirmed again after leaving stays left', async ({ ctx }) => {
		await askSubscription(ctx, input(), from)
		const token = linkIn((await mails(ctx))[0]!.text)
		const path = await confirmSubscription(ctx, token)
		await endSubscription(ctx, readerToken(path), 'newsletter', 'one-click')
		await confirmSubscription(ctx, token)
		expect((await live(ctx)).map(({ kind }) => kind)).toEqual(['calls'])
		// The link, used, asks nothing any more: it leads to what is agreed; and nowhere once that is forgotten.
		expect(await findRequest(ctx, token)).toMatchObject({ expired: false, preferences: path })
		await forgetReader(ctx, readerToken(path))
		expect(await findRequest(ctx, token)).toMatchObject({ expired: true, preferences: null })
	})

	test('six confirmations at once are one', async () => {
		await using own = await ownDatabase()
		const ctx = contextOn(own.db)
		await askSubscription(ctx, input(), from)
		const token = linkIn((await mails(ctx))[0]!.text)
		await Promise.all(Array.from({ length: 6 }, () => confirmSubscription(ctx, token)))
		expect(await live(ctx)).toHaveLength(2)
	})

	test.for([
		[{ email: 'no', kinds: 'newsletter', locale: 'fr' }, 'email'],
		[{ email: 'a@example.org', locale: 'fr' }, 'kinds'],
		[{ email: 'a@example.org', kinds: 'research', locale: 'fr' }, 'kinds'],
		[{ email: 'a@example.org', kinds: 'newsletter', locale: 'de' }, 'locale'],
		[{ email: 'a@example.org', kinds: 'newsletter', locale: 'fr', territory: 'nowhere' }, 'territory']
	] as const)('refuses %o by its field', ([values, field]) => {
		const parsed = signUpForm.safeParse(values)
		expect(parsed.error?.issues[0]?.path[0]).toBe(field)
	})
})

describe('leaving', () => {
	test('by one click ends one kind at once, keeps the record, and twice is once', async ({ ctx }) => {
		const token = await confirmed(ctx)
		const later = { ...ctx, now: new Date(NOW.getTime() + 1000) }
		await endSubscription(later, token, 'newsletter', 'one-click')
		await endSubscription(later, token, 'newsletter', 'one-click')
		expect((await live(ctx)).map(({ kind }) => kind)).toEqual(['calls'])
		const records = await ctx.db
			.selectFrom('subscription')
			.select(['kind', 'givenAt', 'endedAt', 'endedBy'])
			.orderBy('kind')
			.execute()
		expect(records).toEqual([
			{ kind: 'calls', givenAt: NOW, endedAt: null, endedBy: null },
			{ kind: 'newsletter', givenAt: NOW, endedAt: later.now, endedBy: 'one-click' }
		])
		const id = idOfToken('reader', token)!
		expect((await trail(ctx, `subscriber:${id}`)).filter(({ action }) => action === 'subscription.ended')).toHaveLength(1)
	})

	test('with another’s or a made-up link is nothing', async ({ ctx }) => {
		await confirmed(ctx)
		await expect(endSubscription(ctx, 'x', 'newsletter', 'one-click')).rejects.toMatchObject({ status: 404 })
		await expect(getPreferences(ctx, 'x')).rejects.toMatchObject({ status: 404 })
		expect(await live(ctx)).toHaveLength(2)
	})

	test('on the preferences: what is ticked holds, what is not ends', async ({ ctx }) => {
		const token = await confirmed(ctx)
		await savePreferences(ctx, token, {
			kinds: ['calls', 'funding'],
			locale: 'fr',
			organisationKind: null,
			territory: 'BG',
			themes: []
		})
		expect((await live(ctx)).map(({ kind, source }) => [kind, source])).toEqual([
			['calls', 'portal'],
			['funding', 'preferences']
		])
		expect(await getPreferences(ctx, token)).toMatchObject({ locale: 'fr', territory: 'BG' })
	})

	test('for good erases the address with everything about it', async ({ ctx }) => {
		const token = await confirmed(ctx)
		await forgetReader(ctx, token)
		for (const table of ['subscriber', 'subscription', 'subscriptionRequest', 'mail'] as const)
			expect(await ctx.db.selectFrom(table).selectAll().execute()).toEqual([])
		await expect(getPreferences(ctx, token)).rejects.toMatchObject({ status: 404 })
	})
})

describe('whoever has an account', () => {
	test('finds one truth on both pages: agreeing and leaving on either holds on the other', async ({ ctx }) => {
		const person = await buildSignedIn(ctx, { email: 'maria@example.org' })
		await giveConsent(person.ctx, 'newsletter', 'account')
		expect(await live(ctx)).toMatchObject([{ email: 'maria@example.org', kind: 'newsletter', source: 'account' }])
		const reader = await ctx.db.selectFrom('subscriber').select(['id', 'accountId']).executeTakeFirstOrThrow()
		expect(reader.accountId).toBe(person.accountId)

		await endSubscription(ctx, tokenFor('reader', reader.id), 'newsletter', 'one-click')
		expect(await hasConsent(ctx, person.accountId, 'newsletter')).toBe(false)

		await giveConsent(person.ctx, 'newsletter', 'account')
		await withdrawConsent(person.ctx, 'newsletter')
		expect(await live(ctx)).toEqual([])
	})

	test('and signs up on the portal finds the consent in the account', async ({ ctx }) => {
		const person = await buildSignedIn(ctx, { email: 'maria@example.org' })
		await confirmed(ctx, { kinds: ['calls'] })
		expect(await hasConsent(ctx, person.accountId, 'calls')).toBe(true)
		expect(await live(ctx)).toHaveLength(1)
		await withdrawConsent(person.ctx, 'calls')
		expect(await live(ctx)).toEqual([])
	})

	test('takes what is held away, and it goes with the account', async ({ ctx }) => {
		const person = await buildSignedIn(ctx, { email: 'maria@example.org' })
		await confirmed(ctx)
		expect(await subscriptionData.export(ctx, person.accountId)).toMatchObject({
			reader: { email: 'maria@example.org' },
			subscriptions: [{ kind: 'newsletter' }, { kind: 'calls' }]
		})
		await subscriptionData.erase(ctx, { id: person.accountId, email: person.email })
		expect(await ctx.db.selectFrom('subscriber').selectAll().execute()).toEqual([])
	})
})
