import { expect, test } from 'vitest'
import { demoEventId } from '#modules/events/demo.server'
import { demoListingId } from '#modules/exchange/demo.server'
import { demoOrganisationId, demoPersonId } from '#modules/network/demo.server'
import { demoProjectId } from '#modules/projects/demo.server'
import { demoOrganisations, demoPeople, demoProjects } from '#programme/demo'
import { programme } from '#programme/programme'
import { locales, type Locale } from '#platform/i18n'
import { barriers, overflow, url, visit, weight } from './support.ts'

/** Every page a stranger can read, without its language. */
const pages = [
	...[
		'',
		'/about',
		'/projects',
		'/news',
		'/events',
		'/calls',
		'/network',
		'/network?country=BG',
		'/network?q=zqxkw',
		'/network/experts',
		'/exchange',
		'/funding',
		'/practices',
		'/results',
		'/record',
		'/data'
	],
	...[
		'/search',
		'/search?q=Sofia',
		'/exchange?side=need&q=eau',
		`/exchange/${demoListingId(0)}`,
		'/exchange/suggestions',
		`/network/${demoOrganisationId(demoOrganisations[0]!.key)}`,
		`/network/experts/${demoPersonId(demoPeople[0]!.name)}`,
		`/projects/${demoProjectId(demoProjects[0]!.key)}`,
		'/priorities',
		'/funding/programmes',
		'/events?view=month',
		'/events?view=map',
		'/events?when=past',
		'/events?q=zqxkw',
		`/events/${demoEventId(0)}`,
		'/privacy',
		'/accessibility',
		'/contact',
		'/outbox'
	],
	...programme.priorities.map(({ key }) => `/priorities/${key}`),
	...['/sign-in', '/sign-in/password', '/sign-in/sent', '/sign-in/erased', '/sign-in/link?token=none']
]
const missing = '/nothing-is-here'

/**
 * The tests of every page of the portal in one language. A file for each, so that they run side by side; what a page is
 * built of is judged in one of the languages wide, in the next one narrow.
 */
export function portalIn(locale: Locale) {
	const every = [...pages, missing].map((path, at) => [path, locales[at % 3], locales[(at + 1) % 3]] as const)
	test.for(every)('%s is whole: wide, narrow, magnified, with and without JavaScript', async ([path, wide, narrow]) => {
		const address = `/${locale}${path}`
		const status = path === missing ? 404 : 200
		const { page, open, complaints } = await visit({ locale })
		await open(address, status)

		expect(await page.locator('html').getAttribute('lang')).toBe(locale)
		expect(await page.locator('h1').count()).toBe(1)
		expect(await page.title()).not.toBe('')
		expect(await overflow(page), 'wider than 1440').toBe(0)
		if (locale === wide) expect(await barriers(page), 'at 1440').toEqual([])
		const { js, css } = await weight(page)
		expect(js).toBeLessThanOrEqual(50 * 1024)
		expect(css).toBeLessThanOrEqual(40 * 1024)
		if (status === 200) {
			const others = await page
				.locator('link[rel=alternate][hreflang]')
				.evaluateAll((links) => links.map((link) => link.getAttribute('hreflang')))
			expect(others.sort()).toEqual([...locales, 'x-default'].sort())
			// Each language's link leads to this same page, with what was asked of it.
			for (const other of locales) {
				const link = await page.locator(`nav a[hreflang=${other}]`).first().getAttribute('href')
				expect(new URL(link!, url).pathname).toBe(`/${other}${path.split('?')[0]}`)
			}
		}
		const words = await page.locator('body').innerText()
		await page.setViewportSize({ width: 375, height: 812 })
		expect(await overflow(page), 'wider than 375').toBe(0)
		if (locale === narrow) expect(await barriers(page), 'at 375').toEqual([])
		// 1440 at 400 %.
		await page.setViewportSize({ width: 360, height: 225 })
		expect(await overflow(page), 'wider than 360').toBe(0)
		expect(complaints().filter((line) => !/status of 404/.test(line) || status === 200)).toEqual([])

		const plain = await visit({ locale, javaScript: false })
		await plain.open(address, status)
		expect(await plain.page.locator('body').innerText()).toBe(words)
		expect(plain.complaints().filter((line) => !/status of 404/.test(line) || status === 200)).toEqual([])
	})
}
