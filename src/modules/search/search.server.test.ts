import { describe, expect } from 'vitest'
import { sql } from 'kysely'
import { transact } from '#platform/db.server'
import type { Ctx } from '#platform/ctx'
import { contextOn, NOW, ownDatabase, test } from '#test/support'
import { nasty } from '#test/nasty'
import { listRecent, search } from './find.server.ts'
import { indexItem, indexItems, reindex, removeItem } from './index.server.ts'
import { indexProgramme, programmeSource } from './programme.server.ts'
import { COUNTED, itemKinds, type Item, type Question } from './schema.ts'

let last = 0
const item = (over: Partial<Item>): Item => ({
	kind: 'article',
	id: String(++last),
	path: '/news/x',
	title: { en: 'Nothing' },
	...over
})
const put = async (ctx: Ctx, over: Partial<Item>) => {
	const made = item(over)
	await indexItem(ctx, made)
	return made.id
}
const ids = async (ctx: Ctx, q: string, over: Partial<Question> = {}) =>
	(await search(ctx, { q, ...over })).items.map(({ id }) => id)
const rows = async (ctx: Ctx) => (await sql<{ n: number }>`select count(*)::int as n from search_item`.execute(ctx.db)).rows[0]!.n

describe('the index', () => {
	test('finds what is put in, and no longer what is taken out', async ({ ctx }) => {
		const kept = await put(ctx, { title: { fr: 'Stations d’épuration' } })
		const gone = await put(ctx, { title: { fr: 'Une station de montagne' } })
		expect(await ids(ctx, 'station')).toEqual(expect.arrayContaining([kept, gone]))

		await removeItem(ctx, 'article', gone)
		await removeItem(ctx, 'article', gone)
		expect(await ids(ctx, 'station')).toEqual([kept])
	})

	test('is brought up to date: the old words are gone', async ({ ctx }) => {
		const id = await put(ctx, { title: { en: 'Lighthouse keepers' } })
		await indexItem(ctx, item({ id, title: { en: 'Bridge builders' } }))

		expect(await ids(ctx, 'lighthouse')).toEqual([])
		expect(await ids(ctx, 'bridge')).toEqual([id])
		expect(await rows(ctx)).toBe(1)
	})

	test('does not write what has not changed', async ({ ctx }) => {
		const same = item({ title: { en: 'Same' } })
		expect(await indexItems(ctx, [same, item({})])).toBe(2)
		expect(await indexItems(ctx, [same])).toBe(0)
		expect(await indexItems(ctx, [{ ...same, standing: 0.6 }])).toBe(1)
	})

	test('keeps nothing of a transaction that is rolled back', async () => {
		await using database = await ownDatabase()
		const ctx = contextOn(database.db)
		const failing = transact(ctx, async (ctx) => {
			await put(ctx, { title: { en: 'Ghost' } })
			expect(await ids(ctx, 'ghost')).toHaveLength(1)
			throw new Error('no')
		})
		await expect(failing).rejects.toThrow('no')
		expect(await ids(ctx, 'ghost')).toEqual([])
		expect(await ctx.db.selectFrom('searchWord').selectAll().execute()).toEqual([])
	})

	test('holds each thing once when twelve write the same two at once, in any order', async () => {
		await using database = await ownDatabase()
		const ctx = contextOn(database.db)
		const [one, two] = [item({ title: { en: 'Parallel ships' } }), item({ title: { en: 'Parallel ports' } })]
		await Promise.all(
			Array.from({ length: 12 }, (_, i) =>
				indexItems(
					ctx,
					(i % 2 ? [one, two] : [two, one]).map((each) => ({ ...each, standing: i / 12 }))
				)
			)
		)
		expect((await ids(ctx, 'parallel')).toSorted()).toEqual([one.id, two.id].toSorted())
	})

	test('takes the longest and strangest texts', async ({ ctx }) => {
		const long = 'превъзходство unbelievable œuvre '.repeat(40_000)
		await put(ctx, { title: { fr: long, bg: long, en: long }, summary: { fr: long }, body: { fr: long, bg: long, en: long } })
		const every = Array.from({ length: 40_000 }, (_, i) => `${i.toString(36)}щ${i}`).join(' ')
		await put(ctx, { title: { fr: every }, body: { fr: every, bg: every, en: every } })
		for (const text of nasty)
			await put(ctx, { title: { fr: text, en: 'Named' }, summary: { bg: text }, names: [text.replaceAll('\0', '')] })
		expect(await rows(ctx)).toBe(2 + nasty.length)
	})

	test('forgets a word no title holds any more', async ({ ctx }) => {
		const id = await put(ctx, { title: { fr: 'Ivan Stoyanov, jardinier' } })
		await put(ctx, { title: { fr: 'Jardinier en ville' } })
		await removeItem(ctx, 'article', id)
		const words = await ctx.db.selectFrom('searchWord').select('word').orderBy('word').execute()
		expect(words.map(({ word }) => word)).toEqual(['jardinier', 'ville'])
	})
})

describe('a search', () => {
	test.for([
		['Targovichté', 'Targovishte', 'Търговище'],
		['Kardjali', 'Kardzhali', 'Кърджали'],
		['Sofia', 'София', 'SOFIA'],
		['Roussé', 'Ruse', 'Русе']
	])('meets %s, whoever writes it', async (names, { ctx }) => {
		for (const written of names) await put(ctx, { id: `the town of ${written}`, title: { bg: `Община ${written}` } })
		for (const asked of names)
			expect((await ids(ctx, asked)).toSorted()).toEqual(names.map((written) => `the town of ${written}`).toSorted())
	})

	test.for([
		['état', { fr: 'Les etats généraux' }],
		['etat', { fr: 'L’État de droit' }],
		['station', { fr: 'Des stations' }],
		['municipality', { en: 'Small municipalities' }],
		['общини', { bg: 'Общината посреща гости' }],
		['училище', { bg: 'Училищата в планината' }],
		['régional', { fr: 'Une politique régionale' }],
		['сoфия', { bg: 'Град София' }]
	] as const)('finds other forms of %s', async ([q, title], { ctx }) => {
		const id = await put(ctx, { title })
		await put(ctx, { title: { fr: 'Autre chose', bg: 'Друго нещо', en: 'Something else' } })
		expect(await ids(ctx, q)).toEqual([id])
	})

	test('demands every word', async ({ ctx }) => {
		const both = await put(ctx, { title: { fr: 'Eau et déchets' } })
		await put(ctx, { title: { fr: 'Eau' } })
		await put(ctx, { title: { fr: 'Déchets' } })
		expect(await ids(ctx, 'déchets eau')).toEqual([both])
	})

	test('finds a thing in Bulgarian alone by the French name of its theme, and by another word for it', async ({ ctx }) => {
		const id = await put(ctx, { kind: 'event', title: { bg: 'Семинар в Добрич' }, themes: ['water'] })
		await put(ctx, { kind: 'event', title: { bg: 'Друг семинар в Добрич' }, themes: ['media-freedom'] })
		expect(await ids(ctx, 'eau potable')).toEqual([id])
		expect(await ids(ctx, 'drought')).toEqual([id])
	})

	test('finds a thing by the place it is in and by the places around it, but not by the country', async ({ ctx }) => {
		const id = await put(ctx, { title: { fr: 'Visite' }, territories: ['TGV35'] })
		await put(ctx, { title: { fr: 'Visite' }, territories: ['BGS04'] })
		expect(await ids(ctx, 'visite Targovichté')).toEqual([id])
		expect(await ids(ctx, 'visite Bulgarie')).toEqual([])
		expect(await ids(ctx, 'visite', { country: 'BG' })).toHaveLength(2)
	})

	test('puts a title before a text, a whole word before a beginning, the recent before the old', async ({ ctx }) => {
		const day = (year: number) => new Date(Date.UTC(year, 1, 1))
		const text = await put(ctx, {
			title: { en: 'Other' },
			body: { en: 'An orchard, an orchard and an orchard' },
			at: day(2027),
			standing: 1
		})
		const old = await put(ctx, { title: { en: 'An orchard' }, at: day(2019) })
		const recent = await put(ctx, { title: { en: 'An orchard' }, at: day(2027) })
		const beginning = await put(ctx, { title: { en: 'Orchardists' }, at: day(2027), standing: 1 })
		expect(await ids(ctx, 'orchard')).toEqual([recent, old, beginning, text])
	})

	test('takes the last word for the beginning of one, the others not', async ({ ctx }) => {
		const id = await put(ctx, { title: { bg: 'Среща в Пловдив' } })
		expect(await ids(ctx, 'plov')).toEqual([id])
		expect(await ids(ctx, 'среща плов')).toEqual([id])
		expect(await ids(ctx, 'плов среща')).toEqual([])
		expect(await ids(ctx, 'pl')).toEqual([])
	})

	test('marks what it found, in the language it shows', async ({ ctx }) => {
		await put(ctx, { title: { bg: 'Вода за Търговище' }, summary: { bg: 'Нова мрежа в Търговище' } })
		const { items } = await search(ctx, { q: 'Targovichté' })
		expect(items[0]).toMatchObject({
			title: {
				lang: 'bg',
				segments: [
					{ text: 'Вода за ', hit: false },
					{ text: 'Търговище', hit: true }
				]
			},
			excerpt: {
				lang: 'bg',
				segments: [
					{ text: 'Нова мрежа в ', hit: false },
					{ text: 'Търговище', hit: true }
				]
			}
		})
	})

	test('suggests the nearest word that finds something', async ({ ctx }) => {
		await put(ctx, { title: { fr: 'Assainissement à Targovichté' } })
		await put(ctx, { title: { fr: 'Le dragon' } })
		expect((await search(ctx, { q: 'assinisement' })).suggestions).toEqual(['assainissement'])
		expect((await search(ctx, { q: 'targovitse' })).suggestions).toEqual(['targovichté'])
		await put(ctx, { title: { fr: 'Un service à part' } })
		await put(ctx, { title: { fr: 'Strice' } })
		expect((await search(ctx, { q: 'sevrice' })).suggestions).toEqual(['service', 'strice'])
		expect((await search(ctx, { q: 'zzzzzz' })).suggestions).toEqual([])
	})

	test('suggests each word alone when all are known and never together', async ({ ctx }) => {
		await put(ctx, { title: { fr: 'Un jardin' } })
		await put(ctx, { title: { fr: 'Une fontaine' } })
		expect(await search(ctx, { q: 'fontaine jardin' })).toMatchObject({ total: 0, suggestions: ['fontaine', 'jardin'] })
	})

	test('pages through what it found, each thing once', async ({ ctx }) => {
		await indexItems(
			ctx,
			Array.from({ length: 45 }, (_, i) => item({ id: `p${i}`, title: { en: 'Paged' } }))
		)
		const seen = [
			...(await ids(ctx, 'paged')),
			...(await ids(ctx, 'paged', { page: 2 })),
			...(await ids(ctx, 'paged', { page: 3 }))
		]
		expect(new Set(seen).size).toBe(45)
		expect(await search(ctx, { q: 'paged', page: 3 })).toMatchObject({ total: 45, more: false, page: 3, pages: 3 })
	})

	test.for([-1, 0, 4, 1e9, NaN, Infinity])('answers page %d with a page there is', async (page, { ctx }) => {
		await indexItems(
			ctx,
			Array.from({ length: 45 }, (_, i) => item({ id: `p${i}`, title: { en: 'Paged' } }))
		)
		const found = await search(ctx, { q: 'paged', page })
		expect(found.items.length).toBeGreaterThan(0)
		expect([1, 3]).toContain(found.page)
	})

	test('without words or filters finds nothing; with a filter alone, the newest first', async ({ ctx }) => {
		const older = await put(ctx, { kind: 'event', at: new Date('2026-06-01') })
		const newer = await put(ctx, { kind: 'event', at: new Date('2027-02-01') })
		await put(ctx, { kind: 'call', at: new Date('2027-02-01') })
		expect(await search(ctx, { q: ' ' })).toMatchObject({ total: 0, items: [] })
		expect(await ids(ctx, '', { kind: 'event' })).toEqual([newer, older])
	})

	test('lists the newest that has already come', async ({ ctx }) => {
		await put(ctx, { at: new Date('2028-01-01') })
		await put(ctx, { at: null })
		const older = await put(ctx, { at: new Date('2026-01-01') })
		const newer = await put(ctx, { at: NOW })
		expect((await listRecent(ctx)).map(({ id }) => id)).toEqual([newer, older])
	})

	const strange = [
		'&',
		'|',
		'!',
		':*',
		'(',
		')',
		"'",
		"a'b",
		'a & | b',
		'<->',
		'eau:*A',
		'~',
		'=kind:event',
		"'=kind:event'",
		'\\',
		'le la les',
		'сoфия tоwn'
	]
	test.for(
		[...strange, 'x'.repeat(1_000_000), 'mot '.repeat(250_000), 'a\0b', '\0', '🇫🇷🇧🇬', '\ud800', ...nasty].map((q, i) => ({
			q,
			name: `${i} ${JSON.stringify(q.slice(0, 30))}`
		}))
	)('never fails: $name', async ({ q }, { ctx }) => {
		await put(ctx, { kind: 'event', title: { fr: 'Eau', bg: 'Вода', en: 'Water' } })
		const { total, items } = await search(ctx, { q })
		expect(items.length).toBe(Math.min(total, 20))
	})

	test('treats a facet typed as a word as words', async ({ ctx }) => {
		await put(ctx, { kind: 'event', title: { fr: 'Eau' } })
		expect(await ids(ctx, '=kind:event')).toEqual([])
	})
})

describe('the filters', () => {
	const fill = async (ctx: Ctx) => {
		const one = await put(ctx, {
			kind: 'event',
			title: { fr: 'Eau vive' },
			themes: ['water', 'sustainable-city'],
			territories: ['TGV35']
		})
		const two = await put(ctx, { kind: 'event', title: { fr: 'Eau douce' }, themes: ['water'], countries: ['FR'] })
		const three = await put(ctx, { kind: 'call', title: { fr: 'Eau salée' }, countries: ['FR', 'BG'] })
		await put(ctx, { kind: 'call', title: { fr: 'Feu' }, themes: ['water'], countries: ['FR'] })
		return { one, two, three }
	}

	test('are counted over what was found', async ({ ctx }) => {
		await fill(ctx)
		expect((await search(ctx, { q: 'eau salée vive' })).facets).toEqual({ kind: [], theme: [], country: [] })
		expect((await search(ctx, { q: 'vive' })).facets.theme).toEqual([
			{ value: 'sustainable-city', count: 1 },
			{ value: 'water', count: 1 }
		])
		const { facets } = await search(ctx, { q: 'eau', theme: null })
		expect(facets.kind).toEqual([
			{ value: 'call', count: 2 },
			{ value: 'event', count: 2 }
		])
		expect(facets.country).toEqual([
			{ value: 'FR', count: 3 },
			{ value: 'BG', count: 2 }
		])
	})

	test('narrow what is found, alone and together; the other kinds stay in sight', async ({ ctx }) => {
		const { one, two, three } = await fill(ctx)
		const found = await search(ctx, { q: 'eau', kind: 'event', country: 'BG' })
		expect(found.items.map(({ id }) => id)).toEqual([one])
		expect(found.facets.kind).toEqual([
			{ value: 'call', count: 1 },
			{ value: 'event', count: 1 }
		])
		expect(found.facets.country).toEqual([{ value: 'BG', count: 1 }])
		expect((await ids(ctx, 'douce', { theme: 'water' })).toSorted()).toEqual([two])
		expect(await ids(ctx, 'salée', { theme: 'sustainable-city' })).toEqual([])
		expect(await ids(ctx, 'salée', { country: 'BG' })).toEqual([three])
	})

	test('by place find what lies in it', async ({ ctx }) => {
		const { one } = await fill(ctx)
		for (const territory of ['TGV35', 'BG334', 'BG33', 'BG']) expect(await ids(ctx, 'vive', { territory })).toEqual([one])
		expect(await ids(ctx, 'vive', { territory: 'BG341' })).toEqual([])
	})

	test('above what is counted give no number, and still the best', async ({ ctx }) => {
		const many = COUNTED + 100
		await indexItems(
			ctx,
			Array.from({ length: many }, (_, i) =>
				item({
					id: `m${i}`,
					kind: i % 2 ? 'event' : 'call',
					title: { en: 'Other' },
					body: { en: 'common' },
					at: new Date('2020-01-01')
				})
			)
		)
		const recent = await put(ctx, { title: { en: 'Common ground' }, at: NOW })
		const old = await put(ctx, { title: { en: 'Common ground' }, at: new Date('2012-01-01') })
		const fresh = await put(ctx, { title: { en: 'Other' }, body: { en: 'common' }, at: NOW })

		const found = await search(ctx, { q: 'common' })
		expect(found).toMatchObject({ total: COUNTED, more: true, pages: 10 })
		expect(found.items).toHaveLength(20)
		expect(found.items.slice(0, 2).map(({ id }) => id)).toEqual([recent, old])
		expect(found.items[2]!.id).toBe(fresh)
		expect(found.facets.kind.every(({ count }) => count === null)).toBe(true)

		const events = await search(ctx, { q: 'common', kind: 'event' })
		expect(events).toMatchObject({ total: many / 2, more: false })
	})
})

describe('making the index anew', () => {
	test('writes what is missing, corrects what differs, removes what is not listed', async ({ ctx }) => {
		const listed = [item({ kind: 'event', title: { en: 'Listed' } }), item({ kind: 'event', title: { en: 'Listed too' } })]
		await put(ctx, { ...listed[0]!, title: { en: 'Wrong' } })
		await put(ctx, { kind: 'event', title: { en: 'Cancelled' } })
		const other = await put(ctx, { kind: 'call', title: { en: 'Of another source' } })
		const later = { ...ctx, now: new Date(NOW.getTime() + 3_600_000) }
		const list = async (_: Ctx, after: string | null) => ({ items: [listed[after ? 1 : 0]!], next: after ? null : 'second' })

		expect(await reindex(later, [{ kinds: ['event'], list }])).toEqual({ listed: 2, written: 2, removed: 1 })
		expect(await ids(ctx, 'listed')).toHaveLength(2)
		expect(await ids(ctx, 'cancelled')).toEqual([])
		expect(await ids(ctx, 'another source')).toEqual([other])
	})

	test('leaves what was published meanwhile', async ({ ctx }) => {
		const id = await put(ctx, { kind: 'event', title: { en: 'Just published' } })
		await reindex(ctx, [{ kinds: ['event'], list: async () => ({ items: [], next: null }) }])
		expect(await ids(ctx, 'published')).toEqual([id])
	})
})

describe('the programme', () => {
	test('is found by its pages, priorities, themes and places; a second time nothing is written', async ({ ctx }) => {
		const { written } = await indexProgramme(ctx)
		expect(written).toBeGreaterThan(450)
		expect(await indexProgramme(ctx)).toMatchObject({ written: 0, removed: 0 })

		for (const q of ['Targovichté', 'Targovishte', 'Търговище'])
			expect((await ids(ctx, q, { kind: 'territory' })).toSorted()).toEqual(expect.arrayContaining(['BG334', 'TGV35']))
		expect((await ids(ctx, 'développement durable'))[0]).toBe('sustainable-development')
		expect(await ids(ctx, 'ВиК')).toContain('water')
		expect(await ids(ctx, 'accessibilité', { kind: 'page' })).toContain('accessibility')
	})

	test('says each thing in every language, without the parameters of a message', async ({ ctx }) => {
		const { items } = await programmeSource.list(ctx, null)
		expect(items.filter(({ title }) => !title.fr || !title.bg || !title.en)).toEqual([])
		expect(
			items.filter(
				({ kind, body, summary }) =>
					kind === 'page' &&
					/[{}]/.test(JSON.stringify([Object.values(body ?? {}), Object.values(summary ?? {})]).replace(/^\[|\]$/g, ''))
			)
		).toEqual([])
		expect(items.filter(({ kind }) => !itemKinds.includes(kind))).toEqual([])
	})
})
