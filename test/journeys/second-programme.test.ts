import { execFile } from 'node:child_process'
import { chmod, cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { cleanEnv, launch, type Launched } from '../launch.ts'
import { createDatabase } from '../server.ts'
import { barriers, overflow, visit } from './support.ts'

const run = promisify(execFile)
const command = resolve(import.meta.dirname, '../../src/cli/passerelle.ts')
const answers = resolve(import.meta.dirname, '../programme-second/answers.json')
const passerelle = (args: string[], settings: Record<string, string> = {}) =>
	run(process.execPath, [command, ...args], { env: cleanEnv({ PASSERELLE_LOG: 'error', ...settings }) })

let home: string
let folder: string
let database: Awaited<ReturnType<typeof createDatabase>>
let site: Launched
beforeAll(async () => {
	home = await mkdtemp(join(tmpdir(), 'passerelle-second-'))
	await chmod(home, 0o711)
	folder = join(home, 'programme')
	await passerelle(['init', folder, '--answers', answers])
	database = await createDatabase(inject('siteServer'), `passerelle_second_${process.pid}`)
	const settings = { DATABASE_URL: database.url, PASSERELLE_HOME: home, PASSERELLE_PROGRAMME: folder }
	site = await launch('demo', settings)
})
afterAll(async () => {
	await site?.stop()
	await database?.drop()
	await rm(home, { recursive: true, force: true })
})

/** The words on the page, without those of the pair that is built in. */
const ofAnotherPair = /[Bb]ulgar|[Бб]ългар|Sofia|undefined|\bNaN\b|\[\w+\]|Targov/

describe('France and Romania, set up from answers', () => {
	test.for([
		['ro', 'Ce construiesc împreună Franța și România'],
		['fr', 'Ce que la France et la Roumanie construisent ensemble'],
		['en', 'What France and Romania build together']
	] as const)('opens in %s, on a wide screen and on a phone', async ([lang, title]) => {
		for (const width of [1440, 375]) {
			const { page, open, complaints } = await visit({ width, at: site.url, locale: lang })
			await open(`/${lang}`)
			expect(await page.locator('html').getAttribute('lang')).toBe(lang)
			expect((await page.locator('h1').innerText()).replace(/\s+/g, ' ')).toBe(title)
			for (const path of [
				'',
				'/about',
				'/priorities/inclusion',
				'/network',
				'/search',
				'/sign-in',
				'/privacy',
				'/accessibility'
			]) {
				await open(`/${lang}${path}`)
				expect(await page.locator('body').innerText(), path).not.toMatch(ofAnotherPair)
				expect(await overflow(page), path).toBe(0)
			}
			expect(complaints()).toEqual([])
		}
	})

	test('has its own languages and no other', async () => {
		const { page, open } = await visit({ at: site.url, locale: 'ro' })
		await open('/bg', 404)
		// Who asks for Romanian is led to it.
		await open('/')
		expect(new URL(page.url()).pathname).toBe('/ro')
		expect(await page.locator('header .languages a').allInnerTexts()).toEqual(['FR', 'RO', 'EN'])
		const others = await page
			.locator('link[rel=alternate][hreflang]')
			.evaluateAll((links) => links.map((link) => link.getAttribute('hreflang')))
		expect(others.sort()).toEqual(['en', 'fr', 'ro', 'x-default'])
		const sitemap = await (await fetch(`${site.url}/sitemap.xml`)).text()
		expect(sitemap).toContain('hreflang="ro"')
		expect(sitemap).not.toContain('/bg')
		expect((await fetch(`${site.url}/ro/news.atom`)).status).toBe(200)
	})

	test.for(['Timiș', 'timis', 'Timiş', 'Maramureș', 'maramures', 'Bistrita-Nasaud'])('finds a county by “%s”', async (typed) => {
		const { page, open } = await visit({ at: site.url, locale: 'ro' })
		await open(`/ro/search?q=${encodeURIComponent(typed)}`)
		const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
		expect((await page.locator('main h2, main h3').allInnerTexts()).map(plain)).toContainEqual(plain(typed))
		expect(await page.locator('main').innerText()).toContain('Județ')
	})

	test('says an untranslated sentence in English, a name of a list in Romanian', async () => {
		const { page, open } = await visit({ at: site.url, locale: 'ro' })
		await open('/ro/network')
		expect(await page.locator('main').innerText()).toContain('Autoritate locală')
		await open('/ro/data')
		expect(await page.locator('main').innerText()).toContain('Each exists in')
	})

	test('changes language on the way to signing in, and signs in with what the folder brought', async () => {
		const { page, open, complaints } = await visit({ at: site.url, locale: 'fr' })
		await open('/fr/sign-in')
		await page.locator('header .languages a[hreflang=ro]').click()
		expect(new URL(page.url()).pathname).toBe('/ro/sign-in')
		expect(await page.locator('h1').innerText()).toBe('Conectare')
		await page.locator('main form button', { hasText: 'Conectați-vă' }).first().click()
		await page.waitForURL('**/ro/account')
		// One field for each language, the reader's own first.
		await open('/ro/workspace/listings/new?side=offer')
		const names = await page
			.locator('[name^="title."]')
			.evaluateAll((fields) => fields.map((field) => field.getAttribute('name')))
		expect(names).toEqual(['title.ro', 'title.fr', 'title.en'])
		expect(complaints()).toEqual([])
	})

	test('tells a page with a script of its own what the folder says', async () => {
		const { page, open, complaints } = await visit({ at: site.url, locale: 'ro' })
		await open('/ro/record/verify')
		await page.waitForFunction(() => document.querySelector('#programme') !== null)
		// Hydrated without a mismatch: the Romanian of the server is what the script finds.
		expect(await page.locator('#menu').innerText()).toContain('Proiecte')
		expect(complaints()).toEqual([])
		await open('/ro')
		expect(await page.locator('#programme').count()).toBe(0)
	})

	test.for([
		['/ro', 1440],
		['/ro/priorities/sustainable-development', 375],
		['/ro/network', 1440],
		['/ro/search?q=apa', 375],
		['/ro/sign-in', 1440],
		['/fr/network', 375]
	] as const)('has no barrier at %s, %i px wide', async ([path, width]) => {
		const { page, open } = await visit({ width, at: site.url, locale: 'ro' })
		await open(path)
		expect(await barriers(page)).toEqual([])
	})
})

test('a folder that is wrong is one line with its file and field, and exit 1', async () => {
	const broken = join(home, 'broken')
	await cp(folder, broken, { recursive: true })
	await writeFile(join(broken, 'holidays.json'), '{"RO":{"weekend":"never","rules":[]}}')
	const refused = await passerelle(['doctor'], { PASSERELLE_PROGRAMME: broken, PASSERELLE_HOME: home }).then(
		() => null,
		(error: { code: number; stderr: string }) => error
	)
	expect(refused?.code).toBe(1)
	expect(refused?.stderr).toBe(`passerelle: ${broken}/holidays.json: RO.weekend: must be lost or given-back\n`)
})

test('the doctor says how much is translated', async () => {
	// It ends with 1: the database of the tests is careless.
	const { stdout } = await passerelle(['doctor'], {
		DATABASE_URL: database.url,
		PASSERELLE_HOME: home,
		PASSERELLE_PROGRAMME: folder
	}).catch((error: { stdout: string }) => error)
	expect(stdout).toMatch(/programme +france-romania in fr, ro, en, 70 territories/)
	expect(stdout).toMatch(/programme +ro: 6\d\d of \d{4} sentences translated; the others are said in English/)
})
