import { describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { askIntroduction } from '#modules/exchange/asking.server'
import { followIntroductions } from '#modules/exchange/following.server'
import { connect } from '#platform/db.server'
import type { Locale } from '#platform/i18n'
import { translate } from '#platform/i18n'
import { inject } from 'vitest'
import { PASSWORD } from '../accounts.ts'
import { buildListing, MESSAGE } from '../introductions.ts'
import { buildOrganisation } from '../network.ts'
import { contextOn } from '../support.ts'
import { createAccount } from '#modules/identity/accounts.server'
import { ownEntry } from '#modules/network/people.server'
import { standIn } from '#modules/network/standings.server'
import { as, actor } from '../support.ts'
import { signIn as signInByPassword } from './people.ts'
import { barriers, enter, overflow, rows, visit } from './support.ts'

/** The two towns of one run, each with somebody who leads it and signs in by password. */
async function towns(locale: Locale) {
	const database = connect(inject('site').database)
	const ctx = contextOn(database.db, { now: new Date() })
	const stamp = `${locale}${crypto.randomUUID().slice(0, 6)}`
	const town = async (name: Record<string, string>, country: string, person: string, language: Locale) => {
		const id = await buildOrganisation(ctx, { name, country })
		const email = `${country.toLowerCase()}-${stamp}@example.org`
		const accountId = await createAccount(ctx, { email, name: person, locale: language, password: PASSWORD })
		const own = as(ctx, actor(['member'], { accountId, name: person, email, locale: language }))
		await standIn(own, {
			personId: await ownEntry(own),
			organisationId: id,
			role: 'lead',
			function: { [language]: 'maire' },
			since: null
		})
		return { id, email, person, ctx: own }
	}
	const fr = await town({ fr: `Commune d’Arches ${stamp}` }, 'FR', 'Camille Exemplaire', locale)
	const bg = await town({ bg: `Община Мостово ${stamp}` }, 'BG', 'Елица Примерова', 'bg')
	return { ctx, fr, bg, stamp, [Symbol.asyncDispose]: () => database.close() }
}

async function signIn(page: Page, email: string, locale: Locale) {
	await page.goto(`/${locale}/sign-in/password`)
	await page.fill('input[name=email]', email)
	await page.fill('input[name=password]', PASSWORD)
	await page.locator('input[name=password]').press('Enter')
	await page.waitForURL(/\/account/)
}

const press = async (page: Page, name: string) => {
	await page.getByRole('button', { name, exact: true }).focus()
	await enter(page)
}

describe.for(['fr', 'bg', 'en'] as const)('in %s', (locale) => {
	const t = (key: Parameters<typeof translate>[1], params?: Parameters<typeof translate>[2]) => translate(locale, key, params)
	const bg = (key: Parameters<typeof translate>[1]) => translate('bg', key)

	test('a town asks, the other agrees in Bulgarian, and both see whom to call; without JavaScript', async () => {
		await using two = await towns(locale)
		const listing = await buildListing(two.ctx, two.bg.id, { title: `Води ${two.stamp}` })
		const asker = await visit({ javaScript: false, locale })
		await signIn(asker.page, two.fr.email, locale)
		await asker.open(`/${locale}/workspace/introductions`)
		await asker.open(`/${locale}/workspace/introductions/new?listing=${listing}`)
		// What was typed comes back, with the reason it cannot be sent.
		await asker.page.fill('textarea[name=message]', `${MESSAGE} camille@example.org`)
		await press(asker.page, t('exchange.ask.send'))
		expect(await asker.page.locator('textarea[name=message]').inputValue()).toContain('camille@example.org')
		expect(await asker.page.locator('#message-error').textContent()).toBe(t('error.exchange.contact_in_message'))
		await asker.page.fill('textarea[name=message]', MESSAGE)
		await press(asker.page, t('exchange.ask.send'))
		expect(await asker.page.locator('[role=status]').textContent()).toContain(t('exchange.notice.asked'))
		expect(await asker.page.content()).not.toMatch(/Елица|mailto:/)
		const path = new URL(asker.page.url()).pathname
		const id = path.split('/').at(-1)!

		const [letter] = await rows<{ text: string; locale: string }>(
			`select text, locale from mail where to_address = $1 and kind = 'exchange.introduction-asked'`,
			[two.bg.email]
		)
		expect(letter).toMatchObject({ locale: 'bg' })
		const link = /https?:\/\/\S+\/workspace\/introductions\/\S+/.exec(letter!.text)![0]

		const asked = await visit({ javaScript: false, locale: 'bg' })
		await asked.page.goto(new URL(link).pathname)
		// The letter's link asks who it is first.
		expect(new URL(asked.page.url()).pathname).toBe('/bg/sign-in')
		await signIn(asked.page, two.bg.email, 'bg')
		await asked.open('/bg/workspace')
		await asked.page.locator('.notice a[href$="/workspace/introductions"]').click()
		await asked.page.waitForURL('**/bg/workspace/introductions')
		await asked.open(`/bg/workspace/introductions/${id}`)
		expect(await asked.page.content()).toContain('Arches')
		expect(await asked.page.content()).not.toMatch(/Camille|mailto:/)
		await asked.page.fill('textarea[name=text]', 'С удоволствие, разкажете ни повече.')
		await press(asked.page, bg('exchange.introduction.send'))
		await press(asked.page, bg('exchange.introduction.agree'))
		expect(await asked.page.locator('[role=status]').textContent()).toContain(bg('exchange.notice.accepted'))
		expect(await asked.page.locator(`a[href="mailto:${two.fr.email}"]`).count()).toBe(1)

		await asker.open(path)
		expect(await asker.page.locator(`a[href="mailto:${two.bg.email}"]`).count()).toBe(1)
		expect(await asker.page.content()).toContain('Елица Примерова')
		expect(await asker.page.content()).toContain('С удоволствие')

		// The service begins a project with the two.
		const officer = await visit({ javaScript: false, locale })
		await signInByPassword(officer, locale, 'officer@example.org')
		await officer.open(`/${locale}/office/exchange/introductions/${id}`)
		const begin = officer.page.locator('form[action$="?/project"]')
		if (await begin.locator('select').count()) await begin.locator('select').selectOption('cit')
		await press(officer.page, t('office.introductions.project.begin'))
		expect(new URL(officer.page.url()).pathname).toMatch(/\/office\/projects\/[0-9a-f-]{36}$/)
		expect(await officer.page.locator('main').innerText()).toContain(`Води ${two.stamp}`)
		await officer.open(`${new URL(officer.page.url()).pathname}/partners`)
		const partners = await officer.page.locator('main').innerText()
		for (const words of ['Arches', 'Мостово']) expect(partners).toContain(words)
		await officer.open(`/${locale}/office/exchange/introductions/${id}`)
		expect(await officer.page.locator('main a[href*="/office/projects/"]').count()).toBe(1)
		expect(await begin.count()).toBe(0)
		await asker.page.check('input[name=outcome][value=visit]')
		await asker.page.check('input[name=satisfaction][value="5"]')
		await press(asker.page, t('exchange.outcome.save'))
		expect(await asker.page.locator('[role=status]').textContent()).toContain(t('exchange.notice.said'))
		expect([...asker.complaints(), ...asked.complaints()].filter((line) => !/422/.test(line))).toEqual([])
	})

	test('a refusal is courteous, a silence lapses, and every page is without barriers', async () => {
		await using two = await towns(locale)
		const { page, open } = await visit({ locale })
		const asking = { from: two.fr.id, organisationId: two.bg.id, message: MESSAGE }
		const id = await askIntroduction({ ...two.fr.ctx, now: new Date() }, asking)
		await signIn(page, two.bg.email, locale)
		const seen = async (path: string) => {
			await open(path)
			for (const width of [1440, 375]) {
				await page.setViewportSize({ width, height: 900 })
				expect(await barriers(page), `${path} at ${width}`).toEqual([])
				expect(await overflow(page), `${path} at ${width}`).toBe(0)
			}
		}
		const here = `/${locale}/workspace/introductions`
		await seen(here)
		await seen(`${here}/${id}`)
		await seen(`/${locale}/workspace/report?about=introduction:${id}`)
		await seen(`${here}/blocked`)
		await seen(`${here}/new?to=${two.fr.id}`)
		await open(`${here}/${id}`)
		await page.locator('summary', { hasText: t('exchange.introduction.decline') }).click()
		await page.check('input[name=reason][value=not-now]')
		await page.fill('textarea[name=note]', 'Между нас.')
		await press(page, t('exchange.introduction.decline_form'))
		expect(await page.locator('[role=status]').textContent()).toContain(t('exchange.notice.declined'))

		const other = await visit({ locale })
		await signIn(other.page, two.fr.email, locale)
		await other.open(`${here}/${id}`)
		expect(await other.page.content()).toContain(t('exchange.introduction.declined_text'))
		expect(await other.page.content()).not.toContain('Между нас.')

		const silent = await buildOrganisation(two.ctx, { name: { bg: `Община Тишина ${two.stamp}` } })
		const long = await askIntroduction(
			{ ...two.fr.ctx, now: new Date(Date.now() - 61 * 86_400_000) },
			{ ...asking, organisationId: silent }
		)
		await followIntroductions({ ...two.ctx, actor: null, now: new Date() })
		await other.open(`${here}/${long}`)
		expect(await other.page.content()).toContain(t('exchange.introduction.ended.lapsed'))
	})
})
