import { describe, expect, inject, test } from 'vitest'
import { createAccount } from '#modules/identity/accounts.server'
import { ownEntry } from '#modules/network/people.server'
import { standIn } from '#modules/network/standings.server'
import { connect } from '#platform/db.server'
import { translate, type Locale, type Localized } from '#platform/i18n'
import { themeName } from '#ui/options.ts'
import { PASSWORD } from '../accounts.ts'
import { buildListing, MESSAGE } from '../introductions.ts'
import { buildOrganisation } from '../network.ts'
import { actor, as, contextOn } from '../support.ts'
import { accountOf } from '../visitor.ts'
import { goes, register, signIn } from './people.ts'
import { rows, visit, type Visit } from './support.ts'

/** What each language's town seeks, and from which country it is. */
const needs: Record<Locale, { country: 'FR' | 'BG'; territory: string; post: string; title: string; text: string }> = {
	fr: {
		country: 'FR',
		territory: 'FRI12',
		post: 'Chargée de mission',
		title: 'Voir comment on rénove un réseau d’eau',
		text: 'Nous perdons un tiers de notre eau en chemin. Nous aimerions voir comment une ville bulgare s’y est prise.'
	},
	bg: {
		country: 'BG',
		territory: 'VRC10',
		post: 'Главен експерт',
		title: 'Кой обнови водопровода си?',
		text: 'Губим една трета от водата по пътя. Искаме да видим как го е направил френски град.'
	},
	en: {
		country: 'BG',
		territory: 'VRC10',
		post: 'Europe officer',
		title: 'Who has renewed its water mains?',
		text: 'We lose a third of our water on its way. We would like to see how a French town went about it.'
	}
}

/** A town nobody has claimed, and one of the other country with a published offer on water and somebody who leads it. */
async function towns(locale: Locale) {
	const { country } = needs[locale]
	const database = connect(inject('site').database)
	try {
		const ctx = contextOn(database.db, { now: new Date() })
		const stamp = crypto.randomUUID().slice(0, 8)
		const named = (of: string, name: string): Localized => ({ [of === 'FR' ? 'fr' : 'bg']: `${name} ${stamp}` })
		const other = country === 'FR' ? 'BG' : 'FR'
		const own = named(country, country === 'FR' ? 'Commune de Vaucreuse' : 'Община Тиховир')
		const partner = named(other, other === 'FR' ? 'Commune de Clairmont' : 'Община Яснополе')
		await buildOrganisation(ctx, { name: own, country, territory: needs[locale].territory, themes: ['water'], languages: ['en'] })
		const partnerId = await buildOrganisation(ctx, { name: partner, country: other, themes: ['water'], languages: ['en'] })
		const host = {
			email: `host-${stamp}@example.org`,
			name: 'Марин Образцов',
			locale: other === 'FR' ? 'fr' : 'bg'
		} as const
		const accountId = await createAccount(ctx, { ...host, password: PASSWORD })
		const lead = as(ctx, actor(['member'], { ...host, accountId }))
		const personId = await ownEntry(lead)
		await standIn(lead, { personId, organisationId: partnerId, role: 'lead', function: { fr: 'maire' }, since: null })
		const offer = `Водна мрежа ${stamp}`
		const offerId = await buildListing(ctx, partnerId, { title: offer })
		await rows(
			`update listing set themes = '{water}', kinds = '{study-visit-host}', country = $2, version = version + 1 where id = $1`,
			[offerId, other]
		)
		return { stamp, own: Object.values(own)[0]!, partner: Object.values(partner)[0]!, host, offer }
	} finally {
		await database.close()
	}
}

const press = (visit: Visit, selector: string) => goes(visit, () => visit.page.locator(selector).first().click())

describe.for(['fr', 'bg', 'en'] as const)('in %s, without JavaScript', (locale) => {
	const t = (key: Parameters<typeof translate>[1]) => translate(locale, key)

	test('a town registers, claims its organisation, publishes a need, sees who fits and why, asks and is put in touch', async () => {
		const { territory, post, title, text } = needs[locale]
		const { stamp, own, partner, host, offer } = await towns(locale)
		const email = `town-${stamp}@example.org`
		const town = await visit({ javaScript: false, locale })
		const officer = await visit({ javaScript: false, locale })
		await register(town, locale, email)

		await town.open(`/${locale}/workspace/organisations`)
		await town.page.fill('input[name=q]', own)
		await goes(town, () => town.page.press('input[name=q]', 'Enter'))
		const found = town.page.locator('.found > li', { hasText: own })
		await found.locator('summary').click()
		await found.locator('input[name=function]').fill(post)
		await goes(town, () => found.locator('form button').click())
		await signIn(officer, locale, accountOf('officer').email)
		await officer.open(`/${locale}/office/network/claims`)
		const claim = officer.page.locator('main li', { hasText: email })
		await goes(officer, () => claim.locator('form[action="?/accept"] button').click())

		await town.open(`/${locale}/workspace/listings/new?side=need`)
		await town.page.fill(`[name="title.${locale}"]`, title)
		await town.page.fill(`[name="text.${locale}"]`, text)
		await town.page.locator('details:has(input[value=water]) summary').click()
		await town.page.check('input[name=themes][value=water]')
		await town.page.check('input[name=kinds][value=study-visit-guest]')
		await town.page.selectOption('[name=territory]', territory)
		await press(town, 'main form[method=post] button')
		const need = new URL(town.page.url()).pathname
		expect(need).toMatch(new RegExp(`^/${locale}/workspace/listings/[0-9a-f-]{36}$`))
		await press(town, 'form[action="?/submit"] button')
		// Not on the board before somebody of the service has read it.
		const id = need.split('/').at(-1)!
		const anybody = await visit({ javaScript: false, locale })
		await anybody.open(`/${locale}/exchange/${id}`, 404)
		await officer.open(`/${locale}/office/exchange/${id}`)
		await press(officer, 'form[action="?/publish"] button')
		await anybody.open(`/${locale}/exchange/${id}`)
		expect(await anybody.page.locator('h1').innerText()).toBe(title)

		await town.open(need)
		const fit = town.page.locator('.suggestions > li', { hasText: offer })
		expect(await fit.count()).toBe(1)
		const reasons = await fit.locator('.reasons li').allInnerTexts()
		expect(reasons.length).toBeGreaterThan(1)
		expect(reasons.join('\n').toLowerCase()).toContain(themeName(locale, 'water').toLowerCase())
		await goes(town, () => fit.getByRole('link', { name: t('suggestions.ask') }).click())
		expect(await town.page.locator('main').innerText()).toContain(partner)
		await town.page.fill('textarea[name=message]', MESSAGE)
		await press(town, 'main form[method=post] button')
		const introduction = new URL(town.page.url()).pathname
		expect(await town.page.locator('[role=status]').innerText()).toContain(t('exchange.notice.asked'))
		expect(await town.page.content()).not.toContain(host.email)

		const other = await visit({ javaScript: false, locale: host.locale })
		await signIn(other, host.locale, host.email, PASSWORD)
		await other.open(introduction.replace(`/${locale}/`, `/${host.locale}/`))
		expect(await other.page.content()).not.toContain(email)
		await press(other, 'form[action$="?/agree"] button')
		expect(await other.page.locator(`a[href="mailto:${email}"]`).count()).toBe(1)
		await town.open(introduction)
		expect(await town.page.locator(`a[href="mailto:${host.email}"]`).count()).toBe(1)
		for (const each of [town, officer, other]) expect(each.complaints()).toEqual([])
	}, 180_000)
})
