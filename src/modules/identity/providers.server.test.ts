import { afterEach, beforeEach, describe, expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { env } from '#platform/env'
import { RuleBroken } from '#platform/errors'
import {
	beginJourney,
	endJourney,
	journeyLocale,
	listProviders,
	providerOrigins,
	returnAddress
} from '#modules/identity/providers.server'
import { buildSignedIn, FROM } from '#test/accounts'
import { standInProvider, type StandIn } from '#test/provider'
import { contextOn, ownDatabase, test } from '#test/support'

const KEY = 'institute'
const said = (name: string, status: RuleBroken['status']) =>
	new RuleBroken(`error.identity.provider_${name}` as RuleBroken['key'], null, { provider: 'Institut' }, status)
const again = new RuleBroken('error.identity.start_again', null, {}, 400)
const later = (ctx: Ctx, minutes: number): Ctx => ({ ...ctx, now: new Date(ctx.now.getTime() + minutes * 60_000) })

let institute: StandIn
beforeEach(async () => {
	institute = await standInProvider()
})
afterEach(() => institute.stop())

/** Leaves for the provider and comes back with what it says. */
async function travel(ctx: Ctx, claims: Record<string, unknown> = {}, change = (_: URLSearchParams) => {}) {
	const { url, cookie } = await beginJourney(ctx, { key: KEY, next: '/fr/account' }, FROM)
	const answer = institute.answer(url, claims)
	change(answer)
	return endJourney(ctx, { key: KEY, cookie: cookie.value, answer }, FROM)
}
const journeys = (ctx: Ctx) => ctx.db.selectFrom('verification').selectAll().where('identifier', 'like', 'provider:%').execute()
const trailed = async (ctx: Ctx) =>
	(await ctx.db.selectFrom('auditEvent').select(['action', 'subject', 'data']).execute()).map(({ action, subject, data }) => ({
		action,
		subject,
		data
	}))

describe('leaving for a provider', () => {
	test('asks it for a code with state, nonce and PKCE, and keeps nothing readable', async ({ ctx }) => {
		const { url, cookie } = await beginJourney(ctx, { key: KEY, next: '/fr/account' }, FROM)
		const { origin, pathname, searchParams } = new URL(url)
		expect(`${origin}${pathname}`).toBe(`${institute.provider.issuer}authorize`)
		expect(Object.fromEntries(searchParams)).toEqual({
			client_id: 'passerelle',
			redirect_uri: returnAddress(KEY),
			response_type: 'code',
			scope: 'openid email profile',
			state: expect.stringMatching(/^[\w-]{43}$/),
			nonce: expect.stringMatching(/^[\w-]{43}$/),
			code_challenge: expect.stringMatching(/^[\w-]{43}$/),
			code_challenge_method: 'S256',
			ui_locales: 'fr'
		})
		expect(journeyLocale(cookie.value)).toBe('fr')
		const kept = JSON.stringify(await journeys(ctx))
		expect(kept).not.toContain(searchParams.get('state'))
		expect(kept).not.toContain(searchParams.get('nonce'))
		expect(kept).not.toContain(cookie.value.slice(3))
	})

	test('is for providers of the settings only', async ({ ctx }) => {
		expect(listProviders({ locale: 'bg' })).toEqual([{ key: KEY, name: 'Институт', issuer: institute.provider.issuer }])
		await expect(beginJourney(ctx, { key: 'other', next: null }, FROM)).rejects.toMatchObject({ status: 404 })
		await expect(endJourney(ctx, { key: 'other', cookie: undefined, answer: new URLSearchParams() }, FROM)).rejects.toMatchObject(
			{ status: 404 }
		)
	})

	test('says so when nobody answers, and asks again once somebody does', async ({ ctx }) => {
		institute.fail(500)
		await expect(beginJourney(ctx, { key: KEY, next: null }, FROM)).rejects.toEqual(said('down', 503))
		institute.fail(0)
		await beginJourney(ctx, { key: KEY, next: null }, FROM)
		env().PASSERELLE_OIDC = [{ ...institute.provider, issuer: 'http://127.0.0.1:1/' }]
		await expect(beginJourney(ctx, { key: KEY, next: null }, FROM)).rejects.toEqual(said('down', 503))
		// Another's description under this address is no answer.
		env().PASSERELLE_OIDC = [{ ...institute.provider, issuer: institute.provider.issuer.replace('127.0.0.1', 'localhost') }]
		await expect(beginJourney(ctx, { key: KEY, next: null }, FROM)).rejects.toEqual(said('answer', 502))
	})

	test('to link it is for somebody, freshly authenticated', async ({ ctx }) => {
		const link = { key: KEY, next: null, link: true }
		await expect(beginJourney(ctx, link, FROM)).rejects.toMatchObject({ status: 403 })
		const person = await buildSignedIn(ctx)
		await expect(beginJourney(later(person.ctx, 11), link, FROM)).rejects.toEqual(new RuleBroken('error.identity.needs_fresh'))
		const { url, cookie } = await beginJourney(person.ctx, link, FROM)
		const back = await endJourney(ctx, { key: KEY, cookie: cookie.value, answer: institute.answer(url) }, FROM)
		expect(back.linking).toBe(person.accountId)
	})

	test('leads only where the settings say that it may', async ({ ctx }) => {
		env().PASSERELLE_OIDC = [institute.provider]
		institute.elsewhere('https://login.elsewhere.example/authorize')
		await expect(beginJourney(ctx, { key: KEY, next: null }, FROM)).rejects.toEqual(said('answer', 502))
		env().PASSERELLE_OIDC = [{ ...institute.provider, origins: ['https://login.elsewhere.example'] }]
		expect((await beginJourney(ctx, { key: KEY, next: null }, FROM)).url).toMatch(/^https:\/\/login\.elsewhere\.example\//)
		expect(providerOrigins()).toEqual([new URL(institute.provider.issuer).origin, 'https://login.elsewhere.example'])
	})

	test('is counted by address', async ({ ctx }) => {
		for (let i = 0; i < 100; i++) await beginJourney(ctx, { key: KEY, next: null }, FROM)
		await expect(beginJourney(ctx, { key: KEY, next: null }, FROM)).rejects.toMatchObject({ status: 429 })
		await beginJourney(ctx, { key: KEY, next: null }, { ...FROM, address: '203.0.113.9' })
	})
})

describe('coming back from a provider', () => {
	test('brings what it says, proved by the verifier and the client’s secret', async ({ ctx }) => {
		expect(await travel(ctx)).toEqual({
			provider: institute.provider,
			claims: {
				issuer: institute.provider.issuer,
				subject: 'person-1',
				email: 'Anna@institute.example',
				emailVerified: true,
				name: 'Анна Примерова'
			},
			next: '/fr/account',
			linking: null
		})
		expect(Object.fromEntries(institute.asked[0]!)).toMatchObject({
			grant_type: 'authorization_code',
			redirect_uri: returnAddress(KEY),
			code_verifier: expect.stringMatching(/^[\w-]{43}$/)
		})
		expect(await journeys(ctx)).toEqual([])
	})

	test('asks for the address where the token does not say it', async ({ ctx }) => {
		const { claims } = await travel(ctx, {
			email: undefined,
			email_verified: undefined,
			userinfo: { email: 'elsewhere@institute.example', email_verified: 'true' }
		})
		expect(claims).toMatchObject({ email: 'elsewhere@institute.example', emailVerified: true, name: 'Анна Примерова' })
	})

	const hour = 3600
	const now = () => Math.floor(Date.now() / 1000)
	test.for<[string, Record<string, unknown>, (answer: URLSearchParams) => void, RuleBroken]>([
		['consent was denied', {}, (answer) => (answer.delete('code'), answer.set('error', 'access_denied')), said('denied', 403)],
		[
			'the provider cannot just now',
			{},
			(answer) => (answer.delete('code'), answer.set('error', 'temporarily_unavailable')),
			said('down', 503)
		],
		[
			'the provider finds the request wrong',
			{},
			(answer) => (answer.delete('code'), answer.set('error', 'invalid_scope')),
			said('answer', 502)
		],
		['the state is another', {}, (answer) => answer.set('state', 'x'.repeat(43)), again],
		['there is no state', {}, (answer) => answer.delete('state'), again],
		['the code is unknown', {}, (answer) => answer.set('code', 'x'), again],
		['there is no code', {}, (answer) => answer.delete('code'), said('answer', 502)],
		['the token is for somebody else', { aud: 'another-client' }, () => {}, said('answer', 502)],
		['the token is for somebody else too', { aud: ['passerelle', 'another'] }, () => {}, said('answer', 502)],
		['the token is of another issuer', { iss: 'https://evil.example' }, () => {}, said('answer', 502)],
		['the nonce is another', { nonce: 'another' }, () => {}, said('answer', 502)],
		['there is no nonce', { nonce: undefined }, () => {}, said('answer', 502)],
		['the token has run out by our clock', { iat: now() - 2 * hour, exp: now() - hour }, () => {}, said('clock', 502)],
		['the token begins later by our clock', { nbf: now() + hour, exp: now() + 2 * hour }, () => {}, said('clock', 502)],
		['the provider says it is another issuer', {}, (answer) => answer.set('iss', 'https://evil.example'), said('answer', 502)]
	])('is refused when %s', async ([, claims, change, refusal], { ctx }) => {
		await expect(travel(ctx, claims, change)).rejects.toMatchObject({ key: refusal.key, status: refusal.status })
		expect(await journeys(ctx)).toEqual([])
	})

	test('is refused when somebody else signed the token, and when the provider is down by then', async ({ ctx }) => {
		institute.forge()
		await expect(travel(ctx)).rejects.toEqual(said('answer', 502))
		await expect(travel(ctx, {}, () => institute.fail(503))).rejects.toEqual(said('down', 503))
		expect(await trailed(ctx)).toEqual([
			{
				action: 'account.sign-in-refused',
				subject: 'account:unknown',
				data: { by: 'provider', provider: KEY, code: expect.stringMatching(/^OAUTH_/) }
			},
			{
				action: 'account.sign-in-refused',
				subject: 'account:unknown',
				data: { by: 'provider', provider: KEY, code: expect.stringMatching(/^OAUTH_/) }
			}
		])
	})

	test('is for the browser that left, within a quarter of an hour, by the same provider', async ({ ctx }) => {
		const leave = async () => {
			const { url, cookie } = await beginJourney(ctx, { key: KEY, next: null }, FROM)
			return { answer: institute.answer(url), cookie: cookie.value }
		}
		const { answer, cookie } = await leave()
		for (const wrong of [undefined, '', 'fr.', `fr.${'x'.repeat(43)}`, "fr.' or true --", (await leave()).cookie])
			await expect(endJourney(ctx, { key: KEY, cookie: wrong, answer }, FROM)).rejects.toEqual(again)
		await expect(endJourney(later(ctx, 15), { key: KEY, cookie, answer }, FROM)).rejects.toEqual(again)
		env().PASSERELLE_OIDC = [institute.provider, { ...institute.provider, key: 'second', issuer: 'https://second.example/' }]
		await expect(endJourney(ctx, { key: 'second', cookie, answer }, FROM)).rejects.toEqual(again)
	})

	test('counts once, of two at the same moment', async () => {
		await using own = await ownDatabase()
		const ctx = contextOn(own.db)
		const { url, cookie } = await beginJourney(ctx, { key: KEY, next: null }, FROM)
		const answer = institute.answer(url)
		const both = await Promise.allSettled([1, 2].map(() => endJourney(ctx, { key: KEY, cookie: cookie.value, answer }, FROM)))
		expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
		expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: again })
	})
})
