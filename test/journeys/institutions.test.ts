import pg from 'pg'
import type { CDPSession } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { demoPassword } from '#programme/demo'
import { translate, type Locale, type MessageKey } from '#platform/i18n'
import { institution } from '../institution.ts'
import { copyOfDemo } from '../demo-copy.ts'
import { freePort, launch, type Launched } from '../launch.ts'
import { accountOf, visitor } from '../visitor.ts'
import { goes } from './people.ts'
import { barriers, overflow, tabTo, visit, weight, type Visit } from './support.ts'

const NAME = { fr: 'Institut d’essai', bg: 'Изпитателен институт', en: 'Test institute' }
const people = {
	anna: { email: 'anna@institute.example', email_verified: true, name: 'Анна Примерова' },
	pierre: { email: 'pierre@institute.example', email_verified: true, name: 'Pierre Exemple' },
	officer: { email: accountOf('officer').email, email_verified: true, name: 'Officer' },
	unverified: { email: 'new@institute.example', email_verified: false, name: 'Nobody Yet' },
	stranger: { email: 'somebody@elsewhere.example', email_verified: true, name: 'Somebody' }
}
const officerDomain = accountOf('officer').email.split('@')[1]!

let institute: Awaited<ReturnType<typeof institution>>
let site: Launched
let url: string
let copy: Awaited<ReturnType<typeof copyOfDemo>>
beforeAll(async () => {
	institute = await institution(people)
	copy = await copyOfDemo(inject('siteServer'), inject('demo'), `passerelle_institutions_${process.pid}`)
	const port = await freePort()
	// A name, not an address: passkeys are bound to one.
	url = `http://localhost:${port}`
	const provider = {
		...{ key: 'institute', name: NAME, issuer: institute.issuer, client: institute.client.id, secret: institute.client.secret },
		domains: ['institute.example', officerDomain]
	}
	site = await launch('demo', {
		...{ ...copy.settings, PORT: String(port), PASSERELLE_URL: url },
		...{ PASSERELLE_OIDC: JSON.stringify([provider]), PASSERELLE_SECOND_FACTOR: 'staff' }
	})
})
afterAll(async () => {
	await site?.stop()
	if (/"level":(50|60)/.test(site?.output() ?? '')) process.stderr.write(`\nthe site's log:\n${site.output().slice(-20_000)}\n`)
	await copy?.remove()
	await institute?.stop()
})
beforeEach(() => institute.open(`${url}/sign-in/with/institute`))

async function rows<Row extends pg.QueryResultRow>(query: string, values: unknown[] = []): Promise<Row[]> {
	const client = new pg.Client(copy.database)
	await client.connect()
	try {
		return (await client.query<Row>(query, values)).rows
	} finally {
		await client.end()
	}
}

const path = ({ page }: Visit) => page.url().slice(url.length)
const words = (locale: Locale, key: MessageKey, email = '') => translate(locale, key, { provider: NAME[locale], email })
const withInstitute = (locale: Locale) => translate(locale, 'identity.providers.with', { name: NAME[locale] })

/** From the sign-in page to the institute's. */
async function leave(visit: Visit, locale: Locale, next = '') {
	await visit.open(`${url}/${locale}/sign-in${next && `?next=${encodeURIComponent(next)}`}`)
	await goes(visit, () => visit.page.getByRole('button', { name: withInstitute(locale) }).click())
	expect(new URL(visit.page.url()).origin).toBe(institute.issuer)
}
/** Says there who one is, and comes back; the status of the site's answer. */
async function sayWho(visit: Visit, who: keyof typeof people | 'deny'): Promise<number> {
	const answered = visit.page.waitForResponse(
		(response) => /^\/(fr|bg|en)\//.test(new URL(response.url()).pathname) && response.request().isNavigationRequest()
	)
	await goes(visit, () => visit.page.getByRole('button', { name: who, exact: true }).click())
	return (await answered).status()
}
async function signInByPassword(visit: Visit, locale: Locale, email: string, next = '') {
	await visit.open(`${url}/${locale}/sign-in/password${next && `?next=${encodeURIComponent(next)}`}`)
	await visit.page.fill('input[name=email]', email)
	await visit.page.fill('input[name=password]', demoPassword)
	await goes(visit, () => visit.page.click('main form button'))
}

describe.for<[Locale, 'anna' | 'pierre']>([
	['fr', 'pierre'],
	['bg', 'anna']
])('somebody of an institution, in %s', ([locale, who]) => {
	test('signs in through it without JavaScript, has an account, and comes back to the page they wanted', async () => {
		const person = await visit({ javaScript: false, locale })
		await leave(person, locale, `/${locale}/account/security`)
		expect(await sayWho(person, who)).toBe(303)
		expect(path(person)).toBe(`/${locale}/account/security`)
		const main = person.page.locator('main')
		expect(await main.textContent()).toContain(NAME[locale])
		// Passkeys need a script: without one they are not spoken of.
		expect(await main.getByText(translate(locale, 'account.passkeys.title'), { exact: true }).isVisible()).toBe(false)
		const { email, name } = people[who]
		expect(await rows('select name, locale, email_verified from account where email = $1', [email])).toEqual([
			{ name, locale, email_verified: true }
		])

		// The second time it is the same account, by keyboard alone.
		const again = await visit({ locale })
		await again.open(`${url}/${locale}/sign-in`)
		expect(await barriers(again.page)).toEqual([])
		await tabTo(again.page, 'form[action="?/provider"] button')
		await goes(again, () => again.page.keyboard.press('Enter'))
		await sayWho(again, who)
		expect(path(again)).toBe(`/${locale}/account`)
		expect(await rows('select id from account where email = $1', [email])).toHaveLength(1)
	})

	test('reads in their language why it did not succeed', async () => {
		const person = await visit({ locale })
		const refused = async (who: keyof typeof people | 'deny', status: number, sentence: string) => {
			await leave(person, locale)
			expect(await sayWho(person, who)).toBe(status)
			expect((await person.page.locator('[role=alert]').textContent())?.trim()).toBe(sentence)
			expect(await barriers(person.page)).toEqual([])
			expect(await overflow(person.page)).toBe(0)
			await person.context.clearCookies()
		}
		await refused('deny', 403, words(locale, 'error.identity.provider_denied'))
		await refused('unverified', 403, words(locale, 'error.identity.provider_unverified'))
		await refused('stranger', 403, words(locale, 'error.identity.provider_domain', people.stranger.email))
		expect(
			await rows('select id from account where email = any($1)', [[people.unverified.email, people.stranger.email]])
		).toEqual([])
		// The answer again, from another browser: as somebody would who had seen the address.
		const thief = await visit({ locale })
		await thief.open(person.page.url(), 400)
		expect((await thief.page.locator('[role=alert]').textContent())?.trim()).toBe(words(locale, 'error.identity.start_again'))
	})
})

test('every refusal has its status and its sentence, also when the provider is down', async () => {
	const someone = visitor(url)
	const back = await someone.get('/sign-in/with/institute?error=access_denied&state=x', { 'accept-language': 'bg' })
	expect([back.status, back.headers.get('location')]).toEqual([303, '/bg/sign-in/with/institute?error=access_denied&state=x'])
	expect((await someone.get('/bg/sign-in/with/institute?error=access_denied&state=x')).status).toBe(400)
	expect((await someone.get('/sign-in/with/nobody')).status).toBe(404)
	expect((await someone.get('/fr/sign-in/with/nobody?code=1')).status).toBe(404)
	expect((await someone.post('/fr/sign-in?/provider', { provider: 'nobody' })).status).toBe(404)
	expect((await someone.post('/fr/sign-in?/provider', {})).status).toBe(422)
	expect((await someone.post('/fr/sign-in?/passkey', { passkey: '{' })).status).toBe(422)
	expect((await someone.post('/fr/sign-in?/passkey', { passkey: '{}' })).status).toBe(409)

	/** The way back of somebody who left just now, as the institute would write it. */
	const wayBack = async (answer: Record<string, string>) => {
		const left = await someone.post('/fr/sign-in?/provider', { provider: 'institute', next: '//evil.example' })
		expect(left.status).toBe(303)
		const state = new URL(left.headers.get('location')!).searchParams.get('state')!
		return `/fr/sign-in/with/institute?${new URLSearchParams({ ...answer, state, iss: institute.issuer })}`
	}
	const denied = await someone.get(await wayBack({ error: 'access_denied' }))
	expect([denied.status, denied.headers.get('cache-control')]).toEqual([403, 'private, no-store'])
	expect(await denied.text()).toContain('Vous avez renoncé')
	expect((await someone.get(await wayBack({ code: 'made-up' }))).status).toBe(400)
	expect((await someone.get(await wayBack({ error: 'invalid_scope' }))).status).toBe(502)

	// Away while somebody is on their way.
	const address = await wayBack({ code: 'made-up' })
	institute.close()
	const down = await someone.get(address)
	expect(down.status).toBe(503)
	expect(await down.text()).toContain('ne répond pas en ce moment')
})

test('staff who come through it still need their second step, and may unlink it', async () => {
	const officer = await visit({ locale: 'fr' })
	await leave(officer, 'fr', '/fr/office')
	await sayWho(officer, 'officer')
	expect(path(officer)).toMatch(/^\/fr\/account\/second-factor\?next=/)
	await officer.open(`${url}/fr/account/security`)
	expect(await barriers(officer.page)).toEqual([])
	await goes(officer, () => officer.page.click('form[action="?/unlink"] button'))
	expect(path(officer)).toBe('/fr/account/security?notice=unlinked')
	expect(await officer.page.locator('form[action="?/unlink"]').count()).toBe(0)
	// And link it again, from here.
	await goes(officer, () => officer.page.click('form[action="?/link"] button'))
	// The institute remembers who they are, and asks no more.
	expect(path(officer)).toBe('/fr/account/security?notice=linked')
	expect(await officer.page.locator('form[action="?/unlink"]').count()).toBe(1)
})

describe('a passkey', () => {
	/** A finger on the reader, as Chromium stands in for it. */
	async function withAuthenticator(visit: Visit): Promise<{ session: CDPSession; id: string }> {
		const session = await visit.context.newCDPSession(visit.page)
		await session.send('WebAuthn.enable')
		const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
			options: {
				...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
				...{ isUserVerified: true, automaticPresenceSimulation: true }
			}
		})
		return { session, id: authenticatorId }
	}

	test('is added, signs staff in past both steps, confirms, and is removed', async () => {
		const { email } = accountOf('editor')
		const editor = await visit({ locale: 'bg' })
		const { session, id } = await withAuthenticator(editor)
		await signInByPassword(editor, 'bg', email, '/bg/office')
		// Their role requires a second step, and they have none: nothing but the account is open.
		expect(path(editor)).toMatch(/^\/bg\/account\/second-factor/)
		await editor.open(`${url}/bg/account/security`)
		expect(await barriers(editor.page)).toEqual([])
		await editor.page.fill('input[name=passkeyName]', 'Служебен лаптоп')
		await goes(editor, () => editor.page.click('form[data-passkey=create] button'))
		expect(path(editor)).toBe('/bg/account/security?notice=passkey')
		expect(await editor.page.locator('main').textContent()).toContain('Служебен лаптоп')
		expect(await barriers(editor.page)).toEqual([])
		expect((await weight(editor.page)).js).toBeLessThan(50 * 1024)
		await editor.open(`${url}/bg/office`)

		// A second one on the same device is refused by the device, in words.
		await editor.open(`${url}/bg/account/security`)
		await editor.page.click('form[data-passkey=create] button')
		await editor.page.locator('form[data-passkey=create] [role=alert]').waitFor()
		expect(await editor.page.locator('form[data-passkey=create] [role=alert]').textContent()).toBe(
			translate('bg', 'error.identity.passkey_already')
		)

		await editor.open(`${url}/bg/account/sign-out`)
		await goes(editor, () => editor.page.click('main button'))
		await editor.open(`${url}/bg/sign-in?next=%2Fbg%2Foffice`)
		expect(await barriers(editor.page)).toEqual([])
		await goes(editor, () => editor.page.click('form[data-passkey=get] button'))
		expect(path(editor)).toBe('/bg/office')

		// What asks for a fresh proof takes it too.
		await rows(`update session set fresh_at = fresh_at - interval '20 minutes'`)
		await editor.open(`${url}/bg/account/security`)
		await goes(editor, () => editor.page.click('form[action="?/removePasskey"] button'))
		expect(path(editor)).toMatch(/^\/bg\/account\/confirm\?next=/)
		expect(await barriers(editor.page)).toEqual([])
		await goes(editor, () => editor.page.click('form[data-passkey=get] button'))
		expect(path(editor)).toBe('/bg/account/security')
		// It is the second step their role requires: it stays until there is another.
		const refused = editor.page.waitForResponse((response) => response.request().method() === 'POST')
		await goes(editor, () => editor.page.click('form[action="?/removePasskey"] button'))
		expect((await refused).status()).toBe(409)
		expect(await editor.page.locator('[role=alert]').first().textContent()).toContain(
			translate('bg', 'error.identity.second_factor_required')
		)

		// By password alone they must show it.
		const { credentials } = await session.send('WebAuthn.getCredentials', { authenticatorId: id })
		await editor.open(`${url}/bg/account/sign-out`)
		await goes(editor, () => editor.page.click('main button'))
		await signInByPassword(editor, 'bg', email, '/bg/office')
		expect(path(editor)).toMatch(/^\/bg\/account\/second-factor/)
		expect(await barriers(editor.page)).toEqual([])
		await goes(editor, () => editor.page.click('form[data-passkey=get] button'))
		expect(path(editor)).toBe('/bg/office')

		// One the site does not know: the page says so, and the other ways stay.
		await rows('delete from passkey')
		expect(credentials).toHaveLength(1)
		await editor.open(`${url}/bg/account/sign-out`)
		await goes(editor, () => editor.page.click('main button'))
		await editor.open(`${url}/bg/sign-in`)
		await goes(editor, () => editor.page.click('form[data-passkey=get] button'))
		expect(await editor.page.locator('[role=alert]').first().textContent()).toContain(translate('bg', 'error.identity.passkey'))
	})

	test('that nobody shows leaves the page as it was, with a sentence', async () => {
		const person = await visit({ locale: 'fr' })
		const { session, id } = await withAuthenticator(person)
		await session.send('WebAuthn.setUserVerified', { authenticatorId: id, isUserVerified: false })
		await person.open(`${url}/fr/sign-in`)
		await person.page.click('form[data-passkey=get] button')
		const said = person.page.locator('form[data-passkey=get] [role=alert]')
		await said.waitFor({ timeout: 90_000 })
		expect(await said.textContent()).toBe(translate('fr', 'passkey.refusal'))
		expect(await person.page.locator('form[data-passkey=get] button').isEnabled()).toBe(true)
	})

	test('is not offered without JavaScript, and the page is whole', async () => {
		const person = await visit({ javaScript: false })
		await person.open(`${url}/fr/sign-in`)
		expect(await person.page.locator('form[data-passkey=get]').isVisible()).toBe(false)
		expect(await person.page.locator('#email').isVisible()).toBe(true)
	})
})
