import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Locale } from '#platform/i18n'
import { accountOf } from '../visitor.ts'
import { register, signIn } from './people.ts'
import { barriers, overflow, rows, visit } from './support.ts'

/** What each language's officer looks for, and writes. */
const journeys: Record<Locale, { asked: string; organisation: string; post: string; description: string }> = {
	bg: {
		asked: 'dunavgrad',
		organisation: 'Община Дунавград (измислена)',
		post: 'Експерт по международно сътрудничество',
		description: 'Община на брега на Дунав.'
	},
	fr: {
		asked: 'морска',
		organisation: 'Commune de Morska (fictive)',
		post: 'Chargée de mission Europe',
		description: 'Commune du bord de mer.'
	},
	en: {
		asked: 'Commune de Planinets',
		organisation: 'Municipality of Planinets (fictional)',
		post: 'Europe officer',
		description: 'A municipality in the mountains.'
	}
}

describe.for(['bg', 'fr', 'en'] as const)('in %s', (locale) => {
	test('an officer of a municipality finds it, claims it, is accepted, and edits its profile without JavaScript', async () => {
		const { asked, organisation, post, description } = journeys[locale]
		const email = `mayor-${locale}-${randomUUID().slice(0, 8)}@example.org`
		const person = await visit({ javaScript: false, locale })
		const { page, open, complaints } = person
		await register(person, locale, email)

		await open(`/${locale}/workspace`)
		await Promise.all([page.waitForEvent('load'), page.click('.empty a.button')])
		await page.fill('input[name=q]', asked)
		await Promise.all([page.waitForEvent('load'), page.press('input[name=q]', 'Enter')])
		const found = page.locator('.found > li', { hasText: organisation })
		expect(await found.count()).toBe(1)
		await found.locator('summary').click()
		await found.locator('input[name=function]').fill(post)
		await Promise.all([page.waitForEvent('load'), found.locator('form button').click()])
		expect(new URL(page.url()).searchParams.get('notice')).toBe('claimed')

		const staff = await visit({ locale })
		await signIn(staff, locale, accountOf('officer').email)
		await staff.open(`/${locale}/office/network/claims`)
		expect(await barriers(staff.page)).toEqual([])
		const claim = staff.page.locator('main li', { hasText: email })
		await Promise.all([staff.page.waitForEvent('load'), claim.locator('form[action="?/accept"] button').click()])
		expect(new URL(staff.page.url()).searchParams.get('notice')).toBe('accepted')
		expect(await rows('select kind from mail where to_address = $1 and kind = $2', [email, 'network.accepted'])).toHaveLength(1)
		for (const path of ['', '/people', '/claims', '/organisations/new', '/people/new']) {
			await staff.open(`/${locale}/office/network${path}`)
			expect(await barriers(staff.page), path).toEqual([])
			await staff.page.setViewportSize({ width: 375, height: 812 })
			expect(await overflow(staff.page), path).toBe(0)
			await staff.page.setViewportSize({ width: 1440, height: 900 })
		}

		await open(`/${locale}/workspace`)
		await Promise.all([page.waitForEvent('load'), page.locator('main .plain-list a', { hasText: organisation }).click()])
		const address = page.url()
		await page.fill(`textarea[name="description.${locale}"]`, description)
		await page.fill('input[name=eik]', '12345')
		await Promise.all([page.waitForEvent('load'), page.click('#profile form > p button')])
		expect(await page.locator('#eik-error').count()).toBe(1)
		expect(await page.inputValue(`textarea[name="description.${locale}"]`)).toBe(description)
		await page.fill('input[name=eik]', 'BG 000696327')
		await Promise.all([page.waitForEvent('load'), page.click('#profile form > p button')])
		expect(new URL(page.url()).searchParams.get('notice')).toBe('saved')
		expect(await page.inputValue('input[name=eik]')).toBe('000696327')
		expect(await page.inputValue(`textarea[name="description.${locale}"]`)).toBe(description)
		expect(complaints().filter((line) => !/status of 422/.test(line))).toEqual([])

		// The same pages looked at by somebody with JavaScript, for axe needs it.
		const again = await visit({ locale })
		await again.context.addCookies(await person.context.cookies())
		for (const path of [
			new URL(address).pathname,
			`/${locale}/workspace`,
			`/${locale}/workspace/organisations?q=a`,
			`/${locale}/workspace/organisations/new`,
			`/${locale}/workspace/profile`
		]) {
			await again.open(path)
			expect(await barriers(again.page), path).toEqual([])
			await again.page.setViewportSize({ width: 375, height: 812 })
			expect(await overflow(again.page), path).toBe(0)
			await again.page.setViewportSize({ width: 1440, height: 900 })
		}
	}, 120_000)
})

test('the directory, its map drawn on the server, weighs less than 30 KB beside the fonts all pages share', async () => {
	const { page, open } = await visit()
	await open('/fr/network')
	const files = await page.evaluate(() =>
		[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map((entry) => ({
			name: new URL(entry.name).pathname,
			bytes: (entry as PerformanceResourceTiming).encodedBodySize
		}))
	)
	const own = files.filter(({ name }) => !name.endsWith('.woff2'))
	expect(own.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(30_000)
	expect(own.filter(({ name }) => name.endsWith('.js'))).toEqual([])
})
