import { randomUUID } from 'node:crypto'
import { describe, expect, inject, test } from 'vitest'
import type { Page } from 'playwright-core'
import { createAccount } from '#modules/identity/accounts.server'
import { ownEntry } from '#modules/network/people.server'
import { standIn } from '#modules/network/standings.server'
import { connect } from '#platform/db.server'
import { translate, type Localized, type Locale } from '#platform/i18n'
import { cooperationName } from '#ui/cooperation.ts'
import { themeName } from '#ui/options.ts'
import { PASSWORD } from '../accounts.ts'
import { buildListing, MESSAGE } from '../introductions.ts'
import { buildOrganisation } from '../network.ts'
import { actor, as, contextOn } from '../support.ts'
import { accountOf } from '../visitor.ts'
import { goes, register, signIn } from './people.ts'
import { barriers, enter, overflow, rows, tabTo, typeInto, visit } from './support.ts'

type Way = {
	/** The town that seeks, how somebody writes it in the other script, and what it seeks. */
	town: { name: Localized; country: string; asked: string }
	title: string
	text: string
	/** Who offers it, on the other bank and in the other language. */
	other: { name: Localized; country: string; locale: Locale; offer: string }
}
const ways: Record<Locale, Way> = {
	fr: {
		town: { name: { fr: 'Commune de Rivebelle' }, country: 'FR', asked: 'rivebelle' },
		title: 'Cherchons une ville qui a retrouvé ses fuites d’eau',
		text: 'Notre réseau perd la moitié de son eau. Nous voudrions voir comment une commune bulgare a fait.',
		other: { name: { bg: 'Община Изворче' }, country: 'BG', locale: 'bg', offer: 'Как открихме течовете във водопровода' }
	},
	bg: {
		town: { name: { bg: 'Община Речица' }, country: 'BG', asked: 'rechitsa' },
		title: 'Търсим град, който е намерил течовете във водопровода си',
		text: 'Мрежата ни губи половината от водата. Бихме искали да видим как го е направила френска община.',
		other: {
			name: { fr: 'Commune de Fontclaire' },
			country: 'FR',
			locale: 'fr',
			offer: 'Venez voir comment nous avons retrouvé nos fuites d’eau'
		}
	},
	en: {
		town: { name: { bg: 'Община Бродец' }, country: 'BG', asked: 'brodets' },
		title: 'Looking for a town that found its water leaks',
		text: 'Our network loses half of its water. We would like to see how a French town went about it.',
		other: {
			name: { fr: 'Commune de Sourcelle' },
			country: 'FR',
			locale: 'fr',
			offer: 'Venez voir notre recherche de fuites sur le réseau d’eau potable'
		}
	}
}

/** What is there before: the town in the network, and on the other bank a town that offers, with somebody who answers for it. */
async function before({ town, other }: Way, stamp: string) {
	const database = connect(inject('site').database)
	const ctx = contextOn(database.db, { now: new Date() })
	const named = (name: Localized): Localized =>
		Object.fromEntries(Object.entries(name).map(([l, text]) => [l, `${text} ${stamp}`]))
	await buildOrganisation(ctx, { name: named(town.name), country: town.country, themes: ['water'] })
	const id = await buildOrganisation(ctx, { name: named(other.name), country: other.country, themes: ['water'] })
	const email = `offers-${stamp}@example.org`
	const accountId = await createAccount(ctx, { email, name: 'Клара Проба', locale: other.locale, password: PASSWORD })
	const own = as(ctx, actor(['member'], { accountId, email, locale: other.locale }))
	await standIn(own, { personId: await ownEntry(own), organisationId: id, role: 'lead', function: { fr: 'maire' }, since: null })
	const listing = await buildListing(ctx, id)
	await rows(
		`update listing set title = $2, text = $2, country = $3, themes = '{water}', kinds = '{study-visit-host}',
		published_at = now(), updated_at = now(), version = version + 1 where id = $1`,
		[listing, JSON.stringify({ [other.locale]: `${other.offer} ${stamp}` }), other.country]
	)
	return { email, listing, [Symbol.asyncDispose]: () => database.close() }
}

/** By keyboard: the box or the disclosure is reached and pressed; the button is reached and leads on. */
const tick = async (page: Page, selector: string) => {
	await tabTo(page, selector)
	await page.keyboard.press('Space')
}
const press = async (page: Page, selector: string) => {
	await tabTo(page, selector)
	await enter(page)
}

describe.for(['fr', 'bg', 'en'] as const)('in %s', (locale) => {
	test(
		'by keyboard and without JavaScript, an officer of a town finds it, publishes a need, sees who fits and why, and obtains an introduction',
		{ timeout: 300_000 },
		async () => {
			const way = ways[locale]
			const stamp = randomUUID().slice(0, 6)
			const t = (key: Parameters<typeof translate>[1], params?: Parameters<typeof translate>[2]) => translate(locale, key, params)
			await using there = await before(way, stamp)
			const email = `seeks-${stamp}@example.org`
			const person = await visit({ javaScript: false, locale })
			const { page, open } = person
			await register(person, locale, email)

			// The organisation is found, in whichever script, and asked for.
			await open(`/${locale}/workspace`)
			await press(page, '.empty a.button')
			await typeInto(page, 'input[name=q]', `${way.town.asked} ${stamp}`)
			await enter(page)
			await tick(page, '.found summary')
			await typeInto(page, '.found input[name=function]', 'Europe')
			await press(page, '.found form button')

			const office = await visit({ locale })
			await signIn(office, locale, accountOf('officer').email)
			await office.open(`/${locale}/office/network/claims`)
			await goes(office, () =>
				office.page.locator('main li', { hasText: email }).locator('form[action="?/accept"] button').click()
			)

			// The need.
			await open(`/${locale}/workspace/listings/new?side=need`)
			await typeInto(page, `[name="title.${locale}"]`, `${way.title} ${stamp}`)
			await typeInto(page, `[name="text.${locale}"]`, way.text)
			await tick(page, '[name=kinds][value=study-visit-guest]')
			await tick(page, 'details:has([value=water]) > summary')
			await tick(page, '[name=themes][value=water]')
			await press(page, 'main form[method=post] button')
			const need = new URL(page.url()).pathname
			await press(page, 'form[action="?/submit"] button')

			await office.open(`/${locale}/office/exchange/${need.split('/').at(-1)}`)
			await goes(office, () => office.page.click('form[action="?/publish"] button'))

			// Who fits, and why, in the reader's language.
			await open(need)
			const fit = page.locator('.suggestions > li', { hasText: stamp })
			expect(await fit.count()).toBe(1)
			const reasons = await fit.locator('.reasons').innerText()
			expect(reasons).toContain(t('suggestions.reason.theme', { n: 1, themes: themeName(locale, 'water') }))
			expect(reasons).toContain(t('suggestions.reason.offers', { kinds: cooperationName(locale, 'study-visit-host') }))
			const again = await visit({ locale })
			await again.context.addCookies(await person.context.cookies())
			await again.open(need)
			for (const width of [1440, 375]) {
				await again.page.setViewportSize({ width, height: 900 })
				expect(await barriers(again.page)).toEqual([])
				expect(await overflow(again.page)).toBe(0)
			}

			// The introduction is asked for, and obtained.
			await press(page, `.suggestions a[href*="${there.listing}"][href*="introductions/new"]`)
			await typeInto(page, 'textarea[name=message]', MESSAGE)
			await press(page, 'main form[method=post] button')
			const introduction = new URL(page.url()).pathname
			expect(introduction).toMatch(/workspace\/introductions\/[0-9a-f-]{36}$/)
			expect(await page.content()).not.toContain(there.email)

			const answers = await visit({ javaScript: false, locale: way.other.locale })
			await signIn(answers, way.other.locale, there.email, PASSWORD)
			await answers.open(introduction.replace(`/${locale}/`, `/${way.other.locale}/`))
			expect(await answers.page.content()).not.toContain(email)
			await press(answers.page, 'form[action$="?/agree"] button')
			expect(await answers.page.locator(`a[href="mailto:${email}"]`).count()).toBe(1)

			await open(introduction)
			expect(await page.locator(`a[href="mailto:${there.email}"]`).count()).toBe(1)
			expect([...person.complaints(), ...answers.complaints(), ...office.complaints()]).toEqual([])
		}
	)
})
