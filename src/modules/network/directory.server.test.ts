import { randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import { transact } from '#platform/db.server'
import type { Ctx } from '#platform/ctx'
import { countingQueries } from '#test/queries'
import { contextOn, NOW, ownDatabase, test } from '#test/support'
import { writeDirectory } from './directory-rows.server.ts'
import { searchDirectory } from './directory.server.ts'
import type { DirectoryQuestion } from './directory.ts'
import { organisationKeys } from './keys.ts'

let last = 0
type Over = {
	name?: Record<string, string>
	kind?: string
	country?: string
	territory?: string | null
	themes?: string[]
	languages?: string[]
	description?: Record<string, string>
	visibility?: Record<string, string>
	status?: string
}
async function put(ctx: Ctx, { name = { fr: 'Structure' }, status = 'listed', ...over }: Over) {
	const id = randomUUID()
	const { description = {}, visibility = {}, ...rest } = over
	await ctx.db
		.insertInto('organisation')
		.values({
			id,
			reference: `2027-ORG-${++last}`,
			kind: 'association',
			country: 'BG',
			name: JSON.stringify(name),
			...organisationKeys({ name }),
			...rest,
			description: JSON.stringify(description),
			visibility: JSON.stringify(visibility),
			status,
			createdAt: NOW,
			updatedAt: NOW
		})
		.execute()
	await writeDirectory(ctx, [id])
	return id
}
const ids = async (ctx: Ctx, question: DirectoryQuestion) => (await searchDirectory(ctx, question)).items.map(({ id }) => id)
const counts = (list: { value: string; count: number }[]) => Object.fromEntries(list.map(({ value, count }) => [value, count]))

describe('searching the directory', () => {
	test('finds a name written in any way, and begun', async ({ ctx }) => {
		const town = await put(ctx, { name: { bg: 'Община Търговище' }, territory: 'TGV35' })
		await put(ctx, { name: { fr: 'Ville de Niort' }, country: 'FR', territory: 'FRI33' })

		for (const q of ['Targovichté', 'Targovishte', 'Търговище', 'targov']) expect(await ids(ctx, { q }), q).toEqual([town])
		expect(await ids(ctx, { q: 'zqxkw' })).toEqual([])
	})

	test('finds a place by the places around it, and names before texts', async ({ ctx }) => {
		const inText = await put(ctx, { name: { fr: 'Atelier' }, description: { fr: 'Une école de la forêt' } })
		const inName = await put(ctx, { name: { fr: 'Zone forêt' } })
		const there = await put(ctx, { name: { fr: 'Ailleurs' }, territory: 'TGV35' })

		expect(await ids(ctx, { q: 'forêt' })).toEqual([inName, inText])
		expect(await ids(ctx, { q: 'Търговище' })).toEqual([there])
	})

	test('counts each filter beside the others, and its own without itself', async ({ ctx }) => {
		await put(ctx, { kind: 'association', country: 'BG', themes: ['water'], languages: ['bg', 'fr'] })
		await put(ctx, { kind: 'foundation', country: 'BG', themes: ['water', 'energy'], languages: ['bg'] })
		await put(ctx, { kind: 'association', country: 'FR', themes: ['energy'], languages: ['fr'] })

		const all = await searchDirectory(ctx, {})
		expect(all.total).toBe(3)
		expect(counts(all.facets.country)).toEqual({ BG: 2, FR: 1 })
		expect(counts(all.facets.kind)).toEqual({ association: 2, foundation: 1 })

		const narrowed = await searchDirectory(ctx, { country: 'BG', theme: 'water' })
		expect(narrowed.total).toBe(2)
		expect(counts(narrowed.facets.country)).toEqual({ BG: 2 })
		expect(counts(narrowed.facets.theme)).toEqual({ water: 2, energy: 1 })
		expect(counts(narrowed.facets.language)).toEqual({ bg: 2, fr: 1 })
		expect((await searchDirectory(ctx, { q: 'structure', country: 'FR' })).facets.country).toEqual([
			{ value: 'BG', count: 2 },
			{ value: 'FR', count: 1 }
		])
	})

	test('a territory holds everything in it, and its parts are counted', async ({ ctx }) => {
		const town = await put(ctx, { territory: 'TGV35' })
		const oblast = await put(ctx, { territory: 'BG334' })
		await put(ctx, { territory: 'BG341' })

		expect((await ids(ctx, { territory: 'BG334' })).sort()).toEqual([town, oblast].sort())
		expect(await ids(ctx, { territory: 'TGV35' })).toEqual([town])
		const { facets, places } = await searchDirectory(ctx, { country: 'BG' })
		expect(counts(facets.territory)).toEqual({ BG334: 2, BG341: 1 })
		expect(places).toEqual({ BG334: 2, BG341: 1 })
		expect(counts((await searchDirectory(ctx, { territory: 'BG334' })).facets.territory)).toEqual({ TGV35: 1 })
	})

	test('knows nothing of what is not listed, nor of fields that are not for everybody', async ({ ctx }) => {
		for (const status of ['proposed', 'hidden']) await put(ctx, { name: { fr: 'Secret' }, status, themes: ['water'] })
		const shy = await put(ctx, {
			name: { fr: 'Discrète' },
			description: { fr: 'Un phare caché' },
			languages: ['de'],
			visibility: { description: 'members', languages: 'staff' }
		})
		const { total, items, facets } = await searchDirectory(ctx, {})
		expect({ total, facets: [facets.theme, facets.language] }).toEqual({ total: 1, facets: [[], []] })
		expect(items[0]).toMatchObject({ id: shy, description: {} })
		expect(items[0]).not.toHaveProperty('visibility')
		for (const question of [{ q: 'secret' }, { q: 'phare' }, { language: 'de' }, { theme: 'water' }])
			expect(await searchDirectory(ctx, question)).toMatchObject({ total: 0, items: [], places: {} })
	})

	test('what is hidden leaves the list and the counts with it', async ({ ctx }) => {
		const id = await put(ctx, { name: { fr: 'Passagère' } })
		await ctx.db.updateTable('organisation').set({ status: 'hidden' }).where('id', '=', id).execute()
		await writeDirectory(ctx, [id])
		expect(await searchDirectory(ctx, {})).toMatchObject({ total: 0, items: [], facets: { country: [], kind: [] } })
	})

	test('pages through everything once, words or not', async ({ ctx }) => {
		for (let i = 0; i < 30; i++) await put(ctx, { name: { fr: i % 2 ? `Lac ${i}` : `Rive ${i}` }, description: { fr: 'un lac' } })
		for (const question of [{}, { q: 'lac' }, { kind: 'association' }]) {
			const first = await searchDirectory(ctx, question)
			const second = await searchDirectory(ctx, question, first.next)
			expect(first).toMatchObject({ total: 30 })
			expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(30)
			expect(second.next).toBeNull()
		}
		expect((await searchDirectory(ctx, {}, 'nonsense')).items).toHaveLength(25)
	})

	test('asks as often for one as for many', async ({ ctx }) => {
		await put(ctx, { name: { fr: 'Lac' } })
		const one = countingQueries(ctx)
		await searchDirectory(one.ctx, { country: 'BG' })
		for (let i = 0; i < 3; i++) await put(ctx, { name: { fr: 'Lac' } })
		const many = countingQueries(ctx)
		await searchDirectory(many.ctx, { country: 'BG' })
		expect(many.count()).toBe(one.count())
		expect(many.count()).toBe(2)
	})

	test('never fails, whatever is asked', async ({ ctx }) => {
		for (const q of ["'", '\\', '& | !', '\0', '=k:association', '((('])
			expect((await searchDirectory(ctx, { q })).items, q).toEqual([])
		for (const value of ["x' | '", '*', '\\', 'ZZ'])
			expect((await searchDirectory(ctx, { theme: value, territory: value })).total, value).toBe(0)
	})
})

describe('writing the directory', () => {
	test('two at once in one block lose nothing', async () => {
		await using database = await ownDatabase()
		const ctx = contextOn(database.db)
		await Promise.all(
			Array.from({ length: 6 }, (_, i) => transact(ctx, (ctx) => put(ctx, { name: { fr: `Double ${i}` } }).then(() => {})))
		)
		expect(await searchDirectory(ctx, {})).toMatchObject({ total: 6, facets: { country: [{ value: 'BG', count: 6 }] } })
	})
})
