import { expect, test } from 'vitest'
import { goes, signIn } from './people.ts'
import { barriers, overflow, visit, type Visit } from './support.ts'

const titles = { fr: 'Le canal partagé', bg: 'Споделеният канал', en: 'The shared canal' }

const press = (visit: Visit, selector: string) => goes(visit, () => visit.page.locator(selector).first().click())

test('a project is entered, published and read in three languages', async () => {
	const officer = await visit({ locale: 'fr' })
	const { page } = officer
	await signIn(officer, 'fr', 'officer@example.org')
	await officer.open('/fr/office/projects/new')

	// A form without a title comes back with what was typed.
	await page.fill('[name="summary.fr"]', 'Deux communes gardent un canal.')
	await press(officer, 'main form[method=post] button')
	expect(await page.locator('[role=alert]').count()).toBe(1)
	expect(await page.locator('[name="summary.fr"]').inputValue()).toBe('Deux communes gardent un canal.')
	for (const locale of ['fr', 'bg', 'en'] as const) await page.fill(`[name="title.${locale}"]`, titles[locale])
	await page.locator('details:has(input[value=water]) > summary').click()
	await page.check('input[name=themes][value=water]')
	await page.fill('[name=startsOn]', '2026-04-01')
	await press(officer, 'main form[method=post] button')
	const id = new URL(page.url()).pathname.split('/').at(-2)!
	expect(new URL(page.url()).pathname).toBe(`/fr/office/projects/${id}/partners`)

	for (const name of ['Dunavgrad', 'Vallée-Claire']) {
		await page.fill('main input[name=q]', name)
		await press(officer, 'main form[role=search] button')
		await press(officer, '.plain-list form[action="?/add"] button')
	}
	expect(await barriers(page)).toEqual([])

	const stranger = await visit()
	await stranger.open(`/fr/projects/${id}`, 404)
	await officer.open(`/fr/office/projects/${id}`)
	await page.selectOption('form[action="?/move"] select', 'running')
	await press(officer, 'form[action="?/move"] button')
	await press(officer, 'form[action="?/publish"] button')
	await page.locator('[role=status]').waitFor()
	expect(await barriers(page)).toEqual([])

	await officer.open(`/fr/office/projects/${id}/activities`)
	await page.fill('[name="title.fr"]', 'Premier chantier')
	await press(officer, 'form[action="?/activity"] button')

	for (const locale of ['fr', 'bg', 'en'] as const) {
		await stranger.open(`/${locale}/projects?q=${encodeURIComponent(titles.bg)}`)
		expect(await stranger.page.locator(`a[href="/${locale}/projects/${id}"]`).count()).toBe(1)
		expect(await barriers(stranger.page)).toEqual([])
		expect(await overflow(stranger.page)).toBeLessThanOrEqual(0)
		await stranger.open(`/${locale}/projects/${id}`)
		expect(await stranger.page.locator('h1').innerText()).toBe(titles[locale])
		expect(await stranger.page.locator('main').innerText()).toContain('Premier chantier')
		expect(await barriers(stranger.page)).toEqual([])
	}
	await stranger.open('/bg/projects')
	expect(Buffer.byteLength(await stranger.page.content())).toBeLessThan(100_000)
})
