import { expect } from 'vitest'
import { indexItems } from '#modules/search/index.server'
import type { Item } from '#modules/search/schema'
import type { Ctx } from '#platform/ctx'
import { as, test } from '#test/support'
import { GET } from './+server.ts'

const ask = (ctx: Ctx, query = '') =>
	GET({ locals: { ctx: as(ctx, null) }, url: new URL(`https://x.example/sitemap.xml${query}`) } as never)
const places = (text: string) => [...text.matchAll(/<loc>(.*?)<\/loc>/g)].map((match) => new URL(match[1]!))
const thing = (n: number): Item => ({
	kind: 'organisation',
	id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
	path: `/network/${n}`,
	title: { fr: `Commune ${n}` }
})

test('every public thing is in the list, in each language', async ({ ctx }) => {
	await indexItems(ctx, [thing(1), thing(2)])
	const found = places(await (await ask(ctx)).text()).map(({ pathname }) => pathname)
	for (const path of ['/fr/network/1', '/bg/network/1', '/en/network/2', '/bg/about'])
		expect(found.filter((each) => each === path)).toEqual([path])
})

test('more than one file can hold are an index of parts, each address in one of them', async ({ ctx }) => {
	await indexItems(
		ctx,
		Array.from({ length: 5003 }, (_, n) => thing(n))
	)
	const parts = places(await (await ask(ctx)).text())
	expect(parts.map(({ search }) => search)).toEqual(['?part=1', '?part=2'])
	const found: string[] = []
	for (const { search } of parts) found.push(...places(await (await ask(ctx, search)).text()).map(({ pathname }) => pathname))
	expect(new Set(found).size).toBe(found.length)
	expect(found.filter((path) => /^\/fr\/network\/\d+$/.test(path))).toHaveLength(5003)
	for (const query of ['?part=0', '?part=3', '?part=x', '?part=1.5'])
		await expect(async () => ask(ctx, query)).rejects.toMatchObject({ status: 404 })
})
