import { readdirSync } from 'node:fs'
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import { describe, expect, test } from 'vitest'
import { programme } from '#programme/programme'
import { locales } from '#platform/i18n'
import { GET as calls } from './[lang=lang]/calls.atom/+server.ts'
import { GET as news } from './[lang=lang]/news.atom/+server.ts'
import { GET as security } from './[x+2e]well-known/security.txt/+server.ts'
import { GET as unknown } from './api/v1/[...rest]/+server.ts'
import { description } from './api/v1/openapi.ts'
import { address } from './open.ts'
import { GET as robots } from './robots.txt/+server.ts'
import { GET as sitemap } from './sitemap.xml/+server.ts'

const now = new Date('2027-03-01T12:00:00Z')
/** Nothing in it: what is read here is what stands without content. */
const db = new Kysely({
	dialect: {
		createAdapter: () => new PostgresAdapter(),
		createDriver: () => new DummyDriver(),
		createIntrospector: (empty) => new PostgresIntrospector(empty),
		createQueryCompiler: () => new PostgresQueryCompiler()
	}
})
/** What a handler reads of its event. */
const event = (lang: string) => ({ params: { lang }, locals: { ctx: { db, now } }, url: new URL('http://localhost/') }) as never
const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1]!)

describe('the site map', () => {
	test('lists every public page in every language, each with its alternates', async () => {
		const text = await (await sitemap(event('fr'))).text()
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
})

describe('the description of the API', () => {
	/** The addresses that have an endpoint, as the description writes them. */
	const endpoints = readdirSync(import.meta.dirname, { recursive: true, withFileTypes: true })
		.filter(({ name }) => name === '+server.ts')
		.map(({ parentPath }) =>
			`/${parentPath.slice(import.meta.dirname.length + 1)}`
				.replace('[lang=lang]', '{lang}')
				.replace('[id=id]', '{id}')
				.replace('[call=id]', '{call}')
				.replace('[...rest]', '{path}')
		)

	test('names what answers and nothing else', () => {
		// For search engines and browsers, or behind a signed address: no part of what programs are offered.
		const apart = [
			'/',
			'/robots.txt',
			'/sitemap.xml',
			'/[x+2e]well-known/security.txt',
			'/files/{id}',
			'/{lang}/my-events/[token].ics',
			'/{lang}/office-calendar/[token].ics',
			// Where a person's provider sends them back.
			'/sign-in/with/[provider]',
			// For the mail server of this programme only, by its token.
			'/mail/bounces',
			// Named by the pages and feeds that show it.
			'/media/{id}/[part]',
			'/{lang}/share/[kind]/{id}'
		]
		expect(Object.keys(description().paths).sort()).toEqual(endpoints.filter((path) => !apart.includes(path)).sort())
	})

	test('an address it does not name is answered as a problem', async () => {
		const response = unknown()
		expect(response.status).toBe(404)
		expect(response.headers.get('content-type')).toBe('application/problem+json')
		expect(await response.json()).toMatchObject({ type: 'about:blank', status: 404, title: 'Not found' })
	})
})

test('nothing here is kept longer than it is true, and any site may read it', async () => {
	for (const response of [await sitemap(event('fr')), robots(), unknown()]) {
		expect(response.headers.get('cache-control')).toBe('public, max-age=0, must-revalidate')
		expect(response.headers.get('access-control-allow-origin')).toBe('*')
	}
})
