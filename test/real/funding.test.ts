import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { describe, expect } from 'vitest'
import { aides } from '#modules/funding/connectors/aides'
import { decodeXml, feed } from '#modules/funding/connectors/feed'
import { horizon } from '#modules/funding/connectors/horizon'
import { isun, table } from '#modules/funding/connectors/table.server'
import { fetchSources, takeReading } from '#modules/funding/fetching.server'
import { ensureSources, healthOf } from '#modules/funding/sources.server'
import { contextOn, NOW, ownDatabase, test } from '#test/support'

const data = resolve(import.meta.dirname, '../../../shared/data')
const money = join(data, 'eu-funding')
const file = (path: string) => new Uint8Array(readFileSync(join(data, path)))
const given = { now: NOW }

describe.skipIf(!existsSync(money))('the weekly lists of Horizon Europe', () => {
	test('taken in one after the other count as a direct comparison of the files does', { timeout: 400_000 }, async ({ ctx }) => {
		await ensureSources(ctx)
		const weeks = readdirSync(join(money, 'horizon-calls')).toSorted()
		expect(weeks).toHaveLength(8)
		let before: Map<string, string> | null = null
		const totals = []
		for (const week of weeks) {
			const path = `eu-funding/horizon-calls/${week}`
			const after = comparable(JSON.parse(readFileSync(join(data, path), 'utf8')) as Week)
			const reading = await horizon.read(file(path), given)
			const intake = await takeReading({ ...ctx, now: new Date(`${week.slice(14, 24)}T06:00:00Z`) }, 'horizon', reading)
			const expected = {
				fresh: [...after.keys()].filter((code) => !before?.has(code)).length,
				gone: [...(before?.keys() ?? [])].filter((code) => !after.has(code)).length
			}
			expect({ week, fresh: intake.added + intake.returned, gone: intake.gone }).toEqual({ week, ...expected })
			// One that is back is compared with what it was when it was last there.
			const changed = [...after].filter(([code, records]) => (before?.get(code) ?? records) !== records).length
			const changedWhileAway = intake.returned > 0 ? await changedOnReturn(ctx) : 0
			expect({ week, changed: intake.changed - changedWhileAway }).toEqual({ week, changed })
			// Every amount that is no number is named once for each call it stands in.
			const amounts = reading.unreadable.filter(({ field }) => field === 'budget')
			expect(new Set(amounts.map(({ identifier }) => identifier))).toEqual(unreadableBudgets(path))
			// In one week a line of the list says in words that there is nothing new.
			const others = reading.unreadable.filter(({ field }) => field !== 'budget').map(({ field }) => field)
			expect(others).toEqual(week === 'horizon-calls-2026-01-19.json' ? ['identifier'] : [])
			totals.push({ week, ...intake })
			before = after
		}
		expect(totals.at(-1)).toMatchObject({ week: 'horizon-calls-2026-03-02.json' })
		const live = await ctx.db.selectFrom('opportunity').select('id').where('goneAt', 'is', null).execute()
		expect(live).toHaveLength(before!.size)

		/** Of those that came back in this reading, how many came back different. */
		async function changedOnReturn(within: typeof ctx) {
			const rows = await within.db
				.selectFrom('opportunityChange as back')
				.innerJoin('opportunityChange as other', (join) =>
					join.onRef('other.opportunityId', '=', 'back.opportunityId').onRef('other.foundAt', '=', 'back.foundAt')
				)
				.select('back.opportunityId')
				.distinct()
				.where('back.field', '=', 'status')
				.where('other.field', '<>', 'status')
				.where('back.foundAt', '=', (eb) => eb.selectFrom('opportunityChange').select((e) => e.fn.max('foundAt').as('at')))
				.execute()
			return rows.length
		}
	})
})

/** The codes of the records whose budget is said and is no number. */
const unreadableBudgets = (path: string) =>
	new Set(
		Object.values(JSON.parse(readFileSync(join(data, path), 'utf8')) as Week)
			.filter(Array.isArray)
			.flat()
			.filter(({ budget }) => budget && Number.isNaN(Number(budget)))
			.map(({ code }) => code!)
	)

type Week = Record<'allCalls' | 'newCalls' | 'missionCalls', Record<string, string>[]>
/** By code, what the file's records of it say, in one text. */
function comparable({ allCalls, newCalls, missionCalls }: Week): Map<string, string> {
	const topics = new Map<string, Set<string>>()
	for (const { code, name, openDate, closeDate, budget, link } of [...allCalls, ...newCalls, ...missionCalls]) {
		if (!code) continue
		const said = [name!.replace(/\s+/g, ' ').trim(), openDate, closeDate, Number(budget) || '', link].join('|')
		topics.set(code, (topics.get(code) ?? new Set()).add(said))
	}
	return new Map([...topics].map(([code, said]) => [code, [...said].toSorted().join('\n')]))
}

describe.skipIf(!existsSync(money))('what other providers give', () => {
	test('is read whole, every value that cannot be read named', async () => {
		const ademe = await aides.read(file('eu-funding/aides-territoires-ademe_agir_data.json'), given)
		expect(ademe).toMatchObject({ read: 5, complete: true })
		expect(ademe.items).toHaveLength(5)
		expect(ademe.unreadable.map(({ row, field, message }) => ({ row, field, message }))).toEqual([
			{ row: 1, field: 'url', message: 'funding.fault.url' }
		])
		const region = await aides.read(file('eu-funding/aides-territoires-ile_de_france_data.json'), given)
		expect(region.items).toHaveLength(3)
		expect(region.unreadable).toEqual([])
		expect(region.items.map(({ themes }) => themes)).toEqual([['civil-society'], ['civil-society'], ['sport']])
		const welcome = await aides.read(file('eu-funding/aides-territoires-welcom_europe_data.json'), given)
		expect(welcome.items.map(({ identifier, budgetCents, programme }) => ({ identifier, budgetCents, programme }))).toEqual([
			{ identifier: 'EuropeAid/175511/DD/ACT/UG', budgetCents: 353_000_000, programme: 'europeaid' },
			{ identifier: 'SMP-COSME-2022-SEE-01', budgetCents: 600_000_000, programme: 'single-market' }
		])
		expect(welcome.items.map(({ themes }) => themes)).toEqual([['fundamental-rights', 'civil-society'], []])
		expect(welcome.unreadable).toEqual([])
		const catalogue = await table.read(file('eu-funding/aides-territoires-periurbain-part1.csv'), given)
		expect(catalogue.read).toBe(190)
		expect(catalogue.items).toHaveLength(190)
		expect(catalogue.unreadable).toEqual([])
		expect(catalogue.items.filter(({ deadlines }) => deadlines.length > 0)).toHaveLength(10)
	})

	test('and is no announcement at all is refused in a sentence', async () => {
		const xls = await table.read(file('eu-funding/fr-feder-fse-operations-2014-2020.xls'), given)
		expect(xls.unreadable.map(({ message }) => message)).toEqual(['sheet.error.old'])
		const page = await isun.read(file('eu-funding/bg-operational-programmes.xls.html'), given)
		expect(page).toMatchObject({ items: [], unreadable: [{ message: 'funding.fault.columns' }] })
	})
})

const feeds = join(data, 'feeds')
const paths = existsSync(feeds)
	? readdirSync(feeds, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.xml'))
	: []

describe.skipIf(paths.length === 0)('feeds', () => {
	test('broken, oddly encoded or well-formed are each read or refused in a sentence', async () => {
		expect(paths.length).toBeGreaterThan(250)
		let read = 0
		for (const path of paths) {
			const reading = await feed.read(file(join('feeds', path)), { now: NOW, contentType: null })
			for (const item of reading.items) expect(JSON.stringify(item)).not.toMatch(/<script|\\u0000/)
			if (reading.items.length > 0) read++
			const refused = new Set(reading.unreadable.filter(({ field }) => field === 'title').map(({ row }) => row))
			expect({ path, whole: reading.items.length + refused.size }).toEqual({ path, whole: reading.read })
			for (const { message } of reading.unreadable) expect(message).toMatch(/^funding\.fault\./)
		}
		expect(read).toBeGreaterThan(30)
	})

	test('that lie about their encoding are read by what they are', () => {
		const text = '<?xml version="1.0" encoding="utf-8"?><rss><channel><title>Покана</title></channel></rss>'
		expect(decodeXml(new TextEncoder().encode(text), 'text/xml; charset=us-ascii-no-such')).toContain('Покана')
		for (const path of ['utf-32be.xml', 'utf-16le-bom.xml', 'utf-8-bom.xml'])
			expect(decodeXml(file(`feeds/encoding/${path}`), null)).toMatch(/<(rss|feed)/)
	})
})

describe.skipIf(!existsSync(money))('a source that is asked', () => {
	test('gives what is new, is not asked for more than it must, and its failure is kept', { timeout: 60_000 }, async () => {
		// An endless answer is read for some seconds: longer than a transaction may wait.
		await using database = await ownDatabase()
		const ctx = contextOn(database.db)
		const payload = file('eu-funding/aides-territoires-ademe_agir_data.json')
		const asked: (string | undefined)[] = []
		let mode: 'good' | 'down' | 'endless' | 'elsewhere' = 'good'
		const server = createServer((request, response) => {
			asked.push(request.headers['if-none-match'])
			if (mode === 'down') return void response.writeHead(503).end()
			if (mode === 'elsewhere') return void response.writeHead(302, { location: 'http://169.254.0.1/' }).end()
			if (mode === 'endless') {
				const more = () => {
					while (!response.destroyed && response.write(Buffer.alloc(1024 * 1024, 32)));
				}
				response.on('drain', more)
				return more()
			}
			if (request.headers['if-none-match'] === '"one"') return void response.writeHead(304).end()
			response.writeHead(200, { etag: '"one"', 'content-type': 'application/json' }).end(payload)
		}).listen(0, '127.0.0.1')
		try {
			await new Promise((done) => server.once('listening', done))
			await ensureSources(ctx)
			const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
			await ctx.db.updateTable('fundingSource').set({ enabled: false }).execute()
			await ctx.db.updateTable('fundingSource').set({ enabled: true, url }).where('key', '=', 'aides-territoires').execute()
			const fetches = () => ctx.db.selectFrom('fundingFetch').select(['status', 'read', 'added']).orderBy('at').execute()
			const at = (hours: number) => ({ ...ctx, now: new Date(NOW.getTime() + hours * 3_600_000) })

			await fetchSources(ctx)
			await fetchSources(at(1))
			await fetchSources(at(25))
			expect(asked).toEqual([undefined, '"one"'])
			for (const [index, each] of (['down', 'endless', 'elsewhere'] as const).entries()) {
				mode = each
				await fetchSources(at(100 + index * 50))
			}
			expect(await fetches()).toEqual([
				{ status: 'good', read: 5, added: 5 },
				{ status: 'unchanged', read: 0, added: 0 },
				{ status: 'failed', read: 0, added: 0 },
				{ status: 'failed', read: 0, added: 0 },
				{ status: 'failed', read: 0, added: 0 }
			])
			const source = await ctx.db
				.selectFrom('fundingSource')
				.selectAll()
				.where('key', '=', 'aides-territoires')
				.executeTakeFirstOrThrow()
			expect(source).toMatchObject({ failures: 3, lastGoodAt: at(25).now, lastError: expect.stringContaining('169.254.0.1') })
			expect(await ctx.db.selectFrom('opportunity').select('id').where('goneAt', 'is', null).execute()).toHaveLength(5)
		} finally {
			server.closeAllConnections()
			server.close()
		}
	})
})

/** A source that answers as told, on an address of its own; only it is asked. */
async function replayed(ctx: Parameters<typeof fetchSources>[0], key: string, answer: RequestListener) {
	const server = createServer(answer).listen(0, '127.0.0.1')
	await new Promise((done) => server.once('listening', done))
	await ensureSources(ctx)
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/calls`
	await ctx.db.updateTable('fundingSource').set({ enabled: false }).execute()
	await ctx.db.updateTable('fundingSource').set({ enabled: true, url, etag: null }).where('key', '=', key).execute()
	return {
		at: (hours: number) => ({ ...ctx, now: new Date(NOW.getTime() + hours * 3_600_000) }),
		fetches: () =>
			ctx.db
				.selectFrom('fundingFetch')
				.select(['status', 'read', 'added', 'changed', 'gone'])
				.orderBy('at')
				.orderBy('id')
				.execute(),
		source: () => ctx.db.selectFrom('fundingSource').selectAll().where('key', '=', key).executeTakeFirstOrThrow(),
		live: async () =>
			(await ctx.db.selectFrom('opportunity').select('id').where('source', '=', key).where('goneAt', 'is', null).execute())
				.length,
		async [Symbol.asyncDispose]() {
			server.closeAllConnections()
			await new Promise((done) => server.close(done))
		}
	}
}

describe.skipIf(!existsSync(money))('a local server that replays the real files', () => {
	test('week by week gives the same counts as the files', { timeout: 240_000 }, async ({ ctx }) => {
		// The test above has all eight; three show that the way by the network counts the same.
		const weeks = readdirSync(join(money, 'horizon-calls')).toSorted().slice(3, 6)
		let week = 0
		await using replay = await replayed(ctx, 'horizon', (request, response) => {
			const etag = `"${weeks[week]}"`
			if (request.headers['if-none-match'] === etag) return void response.writeHead(304).end()
			response.writeHead(200, { etag }).end(file(`eu-funding/horizon-calls/${weeks[week]}`))
		})
		const codes: Set<string>[] = []
		for (week = 0; week < weeks.length; week++) {
			await fetchSources(replay.at(week * 168))
			await fetchSources(replay.at(week * 168 + 30))
			const said = JSON.parse(readFileSync(join(money, 'horizon-calls', weeks[week]!), 'utf8')) as Week
			codes.push(new Set(comparable(said).keys()))
		}
		const fetches = await replay.fetches()
		expect(fetches.map(({ status }) => status)).toEqual(weeks.flatMap(() => ['good', 'unchanged']))
		const good = fetches.filter(({ status }) => status === 'good').map(({ added, gone }) => ({ added, gone }))
		expect(good).toEqual(
			codes.map((now, at) => {
				const before = codes[at - 1] ?? new Set<string>()
				return { added: now.difference(before).size, gone: before.difference(now).size }
			})
		)
		expect(await replay.live()).toBe(codes.at(-1)!.size)
	})

	test(
		'of every other kind of source is read, and what is broken, lies or changes shape loses nothing',
		{ timeout: 60_000 },
		async ({ ctx }) => {
			const isunPage = `<table><tr><th>Код на процедурата</th><th>Наименование на процедурата</th><th>Краен срок</th></tr>
			<tr><td>BG16FFPR002-4.001</td><td><a href="/bg/s/Procedure/Info/1">Питейна вода</a></td><td>15.06.2027 г.</td></tr></table>`
			const files = [
				['aides-territoires', file('eu-funding/aides-territoires-ile_de_france_data.json'), 'application/json', 3],
				['isun', isunPage, 'text/html; charset=utf-8', 1],
				['interreg-europe', file('feeds/wellformed/atom10/entry_title_type_text.xml'), 'text/xml; charset=utf-16', 1]
			] as const
			for (const [key, payload, type, count] of files) {
				let body: string | Uint8Array = payload
				await using replay = await replayed(ctx, key, (_, response) =>
					response.writeHead(200, { 'content-type': type }).end(body)
				)
				await fetchSources(replay.at(0))
				expect({ key, live: await replay.live() }).toEqual({ key, live: count })
				for (const [hours, broken] of [
					[200, '<rss><channel><item><title>'],
					[300, '{"results": [{"surprise": true}]}'],
					[400, ''],
					[500, '\u0000\u0001\u0002']
				] as const) {
					body = broken
					await fetchSources(replay.at(hours))
				}
				const source = await replay.source()
				expect({ key, live: await replay.live(), failures: source.failures }).toEqual({ key, live: count, failures: 4 })
				expect(source.lastGoodAt).toEqual(NOW)
				expect(healthOf(source, replay.at(500).now)).toBe('failing')
				expect(source.lastError).toMatch(/^funding\.fault\./)
			}
		}
	)

	test(
		'page by page is whole only when every page came, and waits as long as it is told',
		{ timeout: 60_000 },
		async ({ ctx }) => {
			const results = (from: number, until: number) =>
				Array.from({ length: until - from }, (_, n) => ({
					metadata: {
						identifier: [`LIFE-2027-${from + n}`],
						title: [`Call ${from + n}`],
						deadlineDate: ['2027-06-01T00:00:00.000+0000']
					}
				}))
			let total = 25
			let down: string | null = null
			const asked: string[] = []
			await using replay = await replayed(ctx, 'sedia', (request, response) => {
				const page = new URL(request.url!, 'http://x').searchParams.get('pageNumber') ?? '1'
				asked.push(`${request.method} ${page}`)
				if (page === down) return void response.writeHead(503, { 'retry-after': '36000' }).end()
				const from = (Number(page) - 1) * 10
				response.end(JSON.stringify({ totalResults: total, results: results(from, Math.min(total, from + 10)) }))
			})
			await fetchSources(replay.at(0))
			expect(asked).toEqual(['POST 1', 'POST 2', 'POST 3'])
			expect(await replay.live()).toBe(25)
			down = '2'
			total = 12
			await fetchSources(replay.at(30))
			expect(await replay.live()).toBe(25)
			expect((await replay.source()).nextAt).toEqual(replay.at(40).now)
			await fetchSources(replay.at(39))
			expect(asked).toHaveLength(5)
			down = null
			await fetchSources(replay.at(41))
			expect(await replay.live()).toBe(12)
			expect((await replay.fetches()).map(({ status, gone }) => [status, gone])).toEqual([
				['good', 0],
				['failed', 0],
				['good', 13]
			])
		}
	)
})
