import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import pg from 'pg'
import { expect, inject, onTestFinished as atTheEnd } from 'vitest'
import { env } from '#platform/env'
import { noChromium } from '../../scripts/chromium.ts'

const site = inject('site')
export const { url } = site

/** From here on this process keeps, seals and signs where and as the site does. */
export function asSite(): void {
	env().PASSERELLE_HOME = site.home
	env().PASSERELLE_SECRET = readFileSync(join(site.home, 'secret'), 'utf8')
}

let browser: Browser | undefined
async function shared(): Promise<Browser> {
	if (!site.browser) throw new Error(noChromium)
	return (browser ??= await chromium.connect(site.browser))
}

export type Visit = {
	page: Page
	context: BrowserContext
	javaScript: boolean
	/** Goes to an address of the site, which must answer 200 unless said otherwise. */
	open(path: string, status?: number): Promise<void>
	/** What the browser complained of since the last look: errors in the console, requests that failed. */
	complaints(): string[]
}

/**
 * A fresh browser profile, closed at the end of the test. JavaScript can be off, as some readers have it; `at` is the
 * address of another site than the shared one. A test that runs beside others says itself when it ends.
 */
export async function visit({
	width = 1440,
	height = 900,
	javaScript = true,
	locale = 'fr',
	at = url,
	onTestFinished = atTheEnd
} = {}): Promise<Visit> {
	const context = await (
		await shared()
	).newContext({ baseURL: at, viewport: { width, height }, javaScriptEnabled: javaScript, locale, reducedMotion: 'reduce' })
	onTestFinished(() => context.close())
	const page = await context.newPage()
	const said: string[] = []
	page.on('console', (message) => message.type() === 'error' && said.push(message.text()))
	page.on('pageerror', (error) => said.push(String(error)))
	page.on('requestfailed', (request) => {
		// Icons and fonts are fetched at leisure, and dropped when the reader goes on; so is a page left before it came.
		const dropped =
			request.failure()?.errorText === 'net::ERR_ABORTED' &&
			(request.isNavigationRequest() || ['font', 'image', 'other'].includes(request.resourceType()))
		// With scripts off none is fetched, which the browser calls a failure.
		const off = !javaScript && request.failure()?.errorText === 'csp'
		if (!dropped && !off) said.push(`${request.url()}: ${request.failure()?.errorText}`)
	})
	page.on('response', (response) => {
		// The page itself is judged by its status; this is for what the page asks for.
		if (response.status() >= 400 && !response.request().isNavigationRequest())
			said.push(`${response.url()}: ${response.status()}`)
	})
	return {
		page,
		context,
		javaScript,
		open: async (path, status = 200) => {
			const response = await page.goto(path, { waitUntil: 'load' })
			expect(response?.status(), path).toBe(status)
		},
		complaints: () => said.splice(0)
	}
}

/** What a page is built of, and how wide and in which colours it is shown: what axe judges, without the words. */
const shapeOf = (page: Page): Promise<string> =>
	page.evaluate(() => {
		const own = (element: Element | null) => (element ? `${element.tagName}.${element.getAttribute('class') ?? ''}` : '')
		const kinds = new Set<string>()
		for (const element of document.querySelectorAll('*')) {
			const empty = element.textContent?.trim() ? '' : ' empty'
			const role = element.getAttribute('role') ?? ''
			kinds.add(`${own(element.parentElement)} > ${own(element)} ${element.getAttributeNames().sort().join()} ${role}${empty}`)
		}
		const dark = matchMedia('(prefers-color-scheme: dark)').matches
		return [`${innerWidth} ${dark}`, ...[...kinds].sort()].join('\n')
	})
const sound = new Set<string>()

/**
 * Everything axe finds wrong with the page as it is now, one line each. Only in a visit with JavaScript: axe needs its timers.
 * A page built of the same parts as one found whole before, in another language or of another record, is not judged again:
 * axe takes ten times as long as the page.
 */
export async function barriers(page: Page): Promise<string[]> {
	const shape = await shapeOf(page)
	if (sound.has(shape)) return []
	const { violations } = await new AxeBuilder({ page })
		.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
		// One page, no frames of others: the short way.
		.setLegacyMode()
		.analyze()
	if (violations.length === 0) sound.add(shape)
	return violations.flatMap(({ id, help, nodes }) => nodes.slice(0, 3).map((node) => `${id}: ${help} (${node.target.join(' ')})`))
}

/** By how many pixels the page is wider than the window; what may scroll by itself (a wide table in its frame) does not count. */
export const overflow = (page: Page): Promise<number> =>
	page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

/** Compressed bytes of scripts and style sheets the page fetched. */
export const weight = (page: Page): Promise<{ js: number; css: number }> =>
	page.evaluate(() => {
		const files = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
		const of = (ending: string) =>
			files
				.filter(({ name }) => new URL(name).pathname.endsWith(ending))
				.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)
		return { js: of('.js'), css: of('.css') }
	})

/** Presses Tab until what `selector` names has the focus, as somebody without a mouse does. Fails after a hundred. */
export async function tabTo(page: Page, selector: string): Promise<void> {
	for (let i = 0; i < 100; i++) {
		await page.keyboard.press('Tab')
		if (await page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, selector)) return
	}
	throw new Error(`the keyboard does not reach ${selector}`)
}

/** Fills in the field with the focus reached by Tab. */
export async function typeInto(page: Page, selector: string, text: string): Promise<void> {
	await tabTo(page, selector)
	await page.keyboard.type(text)
}

/** Presses Enter and waits for the page it leads to, which may have the same address. */
export async function enter(page: Page): Promise<void> {
	const loaded = page.waitForEvent('load', { timeout: 15_000 })
	await page.keyboard.press('Enter')
	await loaded
}

/** Rows of the site's own database. */
export async function rows<Row extends pg.QueryResultRow>(query: string, values: unknown[] = []): Promise<Row[]> {
	const client = new pg.Client(site.database)
	await client.connect()
	try {
		return (await client.query<Row>(query, values)).rows
	} finally {
		await client.end()
	}
}
