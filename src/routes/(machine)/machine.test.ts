import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { programme } from '#programme/programme'
import { locales } from '#platform/i18n'
import { GET as events } from './[lang=lang]/events.ics/+server.ts'
import { GET as calls } from './[lang=lang]/calls.atom/+server.ts'
import { GET as news } from './[lang=lang]/news.atom/+server.ts'
import { GET as security } from './[x+2e]well-known/security.txt/+server.ts'
import { GET as unknown } from './api/v1/[...rest]/+server.ts'
import { description } from './api/v1/openapi.ts'
import { GET as giving } from './data/360giving.json/+server.ts'
import { GET as catalogue } from './data/catalogue.jsonld/+server.ts'
import { GET as iati } from './data/iati.xml/+server.ts'
import { GET as scdl } from './data/scdl.csv/+server.ts'
import { address } from './open.ts'
import { GET as robots } from './robots.txt/+server.ts'
import { GET as sitemap } from './sitemap.xml/+server.ts'

const now = new Date('2027-03-01T12:00:00Z')
/** What a handler reads of its event. */
const event = (lang: string) => ({ params: { lang }, locals: { ctx: { now } } }) as never
const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1]!)

describe('the site map', () => {
	test('lists every public page in every language, each with its alternates', async () => {
		const text = await sitemap().text()
		const pages = matches(text, /<loc>(.*?)<\/loc>/g)
		expect(new Set(pages).size).toBe(pages.length)
		for (const locale of locales) {
			for (const path of ['', '/about', '/projects', '/contact', '/privacy', '/accessibility', '/record'])
				expect(pages).toContain(address(`/${locale}${path}`))
			for (const { key } of programme.priorities) expect(pages).toContain(address(`/${locale}/priorities/${key}`))
		}
		const alternates = matches(text, /hreflang="(.*?)"/g)
		expect(alternates).toEqual(pages.flatMap(() => [...locales, 'x-default']))
	})

	test('is named by robots.txt, which keeps them out of what needs an account', async () => {
		const lines = (await robots().text()).split('\n')
		expect(lines).toContain(`Sitemap: ${address('/sitemap.xml')}`)
		expect(lines).toContain('Disallow: /*/office')
	})
})

test('security.txt expires within a year, and later than tomorrow', async () => {
	const text = await (await security(event('fr'))).text()
	const [expires] = matches(text, /^Expires: (.*)$/gm)
	const days = (new Date(expires!).getTime() - now.getTime()) / 86_400_000
	expect(days).toBeGreaterThan(30)
	expect(days).toBeLessThan(365)
	expect(text).toContain(`Contact: mailto:${programme.contact.email}`)
})

describe.for(locales)('in %s', (lang) => {
	test('the feeds are named after themselves and lead to their pages', async () => {
		for (const [section, handler] of [
			['news', news],
			['calls', calls]
		] as const) {
			const text = await (await handler(event(lang))).text()
			expect(matches(text, /<id>(.*?)<\/id>/g)).toEqual([address(`/${lang}/${section}.atom`)])
			expect(text).toContain(`href="${address(`/${lang}/${section}`)}"`)
			expect(text).toContain(`xml:lang="${lang}"`)
		}
	})

	test('the calendar is in the programme’s zone', async () => {
		const response = await events(event(lang))
		expect(response.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
		expect(await response.text()).toContain(`TZID:${programme.timeZone}\r\n`)
	})
})

describe('the open data', () => {
	test('has a catalogue in three languages, with no dataset before the first record', async () => {
		const found = await catalogue().json()
		for (const part of ['dct:title', 'dct:description'])
			expect(found[part].map((text: Record<string, string>) => text['@language'])).toEqual([...locales])
		expect(found['dcat:dataset']).toEqual([])
	})

	test('is plainly absent where the standard has no empty file', async () => {
		for (const response of [iati(), giving()]) {
			expect(response.status).toBe(404)
			expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
			expect(await response.text()).toMatch(/yet/)
		}
	})

	test('has the columns of the French schema for subsidies', async () => {
		const [header, ...rows] = (await scdl().text()).split('\r\n')
		expect(header!.split(',')).toHaveLength(14)
		expect(rows).toEqual([''])
	})
})

describe('the description of the API', () => {
	/** The addresses that have an endpoint, as the description writes them. */
	const endpoints = readdirSync(import.meta.dirname, { recursive: true, withFileTypes: true })
		.filter(({ name }) => name === '+server.ts')
		.map(({ parentPath }) =>
			`/${parentPath.slice(import.meta.dirname.length + 1)}`.replace('[lang=lang]', '{lang}').replace('[...rest]', '{path}')
		)

	test('names what answers and nothing else', () => {
		// For search engines and browsers, or behind a signed address: no part of what programs are offered.
		const apart = ['/', '/robots.txt', '/sitemap.xml', '/[x+2e]well-known/security.txt', '/files/[id=id]']
		expect(Object.keys(description().paths).sort()).toEqual(endpoints.filter((path) => !apart.includes(path)).sort())
	})

	test('an address it does not name is answered as a problem', async () => {
		const response = unknown()
		expect(response.status).toBe(404)
		expect(response.headers.get('content-type')).toBe('application/problem+json')
		expect(await response.json()).toMatchObject({ type: 'about:blank', status: 404, title: 'Not found' })
	})
})

test('nothing here is kept longer than it is true, and any site may read it', () => {
	for (const response of [sitemap(), robots(), catalogue(), scdl(), unknown()]) {
		expect(response.headers.get('cache-control')).toBe('public, max-age=0, must-revalidate')
		expect(response.headers.get('access-control-allow-origin')).toBe('*')
	}
})
