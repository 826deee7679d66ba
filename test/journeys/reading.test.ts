import { expect, test } from 'vitest'
import { barriers, url, visit } from './support.ts'

test('the language switch stays on the page, with what was asked of it', async () => {
	const { page, open } = await visit({ javaScript: false })
	await open('/fr/search?q=Sofia')
	await page.locator('nav a[hreflang=bg]').first().click()
	expect(page.url()).toBe(`${url}/bg/search?q=Sofia`)
	expect(await page.locator('html').getAttribute('lang')).toBe('bg')
})

test('the address without a language leads to the reader’s', async () => {
	for (const [wanted, got] of [
		['bg', 'bg'],
		['en-GB', 'en'],
		['de', 'fr']
	] as const) {
		const { page, open } = await visit({ locale: wanted })
		await open('/')
		expect(page.url()).toBe(`${url}/${got}`)
	}
})

test('the first key leads past the header, to what the page is about', async () => {
	const { page, open } = await visit()
	await open('/fr')
	await page.keyboard.press('Tab')
	await page.keyboard.press('Enter')
	expect(await page.evaluate(() => document.activeElement?.id)).toBe('main')
})

test.for(['dark', 'light'] as const)('the home page and sign-in are readable in %s', async (colorScheme) => {
	const { page, open } = await visit()
	await page.emulateMedia({ colorScheme })
	for (const path of ['/bg', '/bg/sign-in', '/bg/search?q=Sofia']) {
		await open(path)
		expect(await barriers(page), path).toEqual([])
	}
})
