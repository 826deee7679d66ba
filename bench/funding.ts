/** 100,000 calls for funding searched with their facets, and 20,000 organisations matched with 10,000 calls. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { sql } from 'kysely'
import { fundingProgrammes } from '../programme/funding-programmes.ts'
import { organisationKinds } from '../programme/organisation-kinds.ts'
import { pathOf, territories, territory } from '../programme/territories.ts'
import { themes } from '../programme/themes.ts'
import { takeIn } from '../src/modules/funding/intake.server.ts'
import type { FundingQuestion } from '../src/modules/funding/search.ts'
import { searchOpportunities } from '../src/modules/funding/search.server.ts'
import { ensureSources } from '../src/modules/funding/sources.server.ts'
import type { Ctx } from '../src/platform/ctx.ts'
import { connect } from '../src/platform/db.server.ts'
import { migrate } from '../src/platform/migrate.server.ts'
import { createDatabase, testServer } from '../test/server.ts'
import { compare, observe, percentile } from './harness.ts'
import { matcher } from './parts/funding-matching.ts'
import { madeUpCall } from './parts/opportunities.ts'
import { chance, vocabulary } from './parts/public-things.ts'

const CALLS = 100_000
const MATCHED_CALLS = 10_000
const ORGANISATIONS = 20_000
const THREADS = 2
const now = new Date('2027-03-01T12:00:00Z')
const random = chance(11)
const any = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!

export async function run() {
	await matching()
	const server = await testServer()
	try {
		const { url, drop } = await createDatabase(server.address, `passerelle_bench_${process.pid}`)
		try {
			await migrate(url)
			const database = connect(url, { timeout: 0 })
			try {
				await searching({ db: database.db, actor: null, now, locale: 'fr', requestId: 'bench' })
			} finally {
				await database.close()
			}
		} finally {
			await drop()
		}
	} finally {
		await server.stop()
	}
}

async function matching() {
	const ask = matcher(MATCHED_CALLS, now)
	let next = 0
	const time = (count: number, exhaustive: boolean) => {
		const started = performance.now()
		for (let n = 0; n < count; n++) ask(1_000_000 + next++, exhaustive)
		return Promise.resolve((performance.now() - started) / count)
	}
	await compare({
		name: 'the calls for one organisation, among 10,000',
		referenceIs: 'every text compared',
		oursIs: 'texts only while they can change the answer',
		reference: () => time(30, true),
		ours: () => time(100, false),
		rounds: 5,
		unit: 'ms',
		higherIsBetter: false
	})
	const threads = Array.from(
		{ length: THREADS },
		(_, part) =>
			new Worker(new URL('./parts/funding-matching.ts', import.meta.url), {
				workerData: { part, parts: THREADS, calls: MATCHED_CALLS, organisations: ORGANISATIONS, now }
			})
	)
	await Promise.all(threads.map((thread) => once(thread, 'message')))
	const started = performance.now()
	const found = await Promise.all(
		threads.map(async (thread) => {
			thread.postMessage('go')
			return ((await once(thread, 'message')) as [number])[0]
		})
	)
	if (found.some((count) => count === 0)) throw new Error('nothing was matched')
	observe({
		name: '20,000 organisations with 10,000 calls, two threads',
		value: (performance.now() - started) / 1000,
		unit: 's',
		limit: 60,
		is: 'the ten best of each with reasons, who may apply asked; every second organisation on each thread'
	})
}

const EACH = 25
const inside = (code: string | null | undefined) =>
	code && territory(code)
		? [...territories.filter((each) => pathOf(each.code).some((above) => above.code === code)), ...pathOf(code)].map(
				(each) => each.code
			)
		: []

async function searching(ctx: Ctx) {
	await ensureSources(ctx)
	const started = performance.now()
	for (let first = 0; first < CALLS; first += 5000)
		await takeIn(
			ctx,
			'file',
			Array.from({ length: 5000 }, (_, n) => madeUpCall(first + n, now)),
			{ complete: false }
		)
	observe({ name: 'taking in 100,000 calls', value: (performance.now() - started) / 1000, unit: 's', is: '5,000 at a time' })
	for (const table of ['opportunity', 'funding_entry', 'funding_block'])
		await sql`vacuum analyze ${sql.table(table)}`.execute(ctx.db)

	const some = (ask: (i: number) => FundingQuestion) => Array.from({ length: EACH }, (_, i) => ask(i))
	const country = (i: number) => (i % 2 ? 'FR' : 'BG')
	const word = (i: number, rank: number) => vocabulary[(['fr', 'bg', 'en'] as const)[i % 3]!][Math.floor(rank)]!
	const classes: [string, FundingQuestion[]][] = [
		['the whole list', some(() => ({}))],
		['open in a country', some((i) => ({ status: 'open', country: country(i) }))],
		['a programme and a theme', some(() => ({ programme: any(fundingProgrammes).key, theme: any(themes).key }))],
		['a territory, what is in it and around it', some(() => ({ territory: any(territories).code }))],
		[
			'who one is and where',
			some(() => ({ kind: any(organisationKinds).key, territory: any(territories).code, status: 'open' }))
		],
		['a common word', some((i) => ({ q: word(i, 5 + random() * 50) }))],
		['an ordinary word', some((i) => ({ q: word(i, 200 + random() * 3000) }))],
		[
			'a word and three filters',
			some((i) => ({ q: word(i, 20 + random() * 500), status: 'open', theme: any(themes).key, country: country(i) }))
		],
		['a code', some(() => ({ q: `CALL-${String(Math.floor(random() * CALLS)).padStart(6, '0')}` }))]
	]
	const whole: number[] = []
	const time = async (work: () => Promise<unknown>) => {
		const started = performance.now()
		await work()
		return performance.now() - started
	}
	for (const [name, questions] of classes) {
		const ours = async () => {
			const times: number[] = []
			for (const question of questions) times.push(await time(() => searchOpportunities(ctx, question)))
			whole.push(...times)
			return percentile(times, 0.95)
		}
		const plain = async () => {
			const times: number[] = []
			for (const question of questions.slice(0, 4)) times.push(await time(() => counted(ctx, question)))
			return percentile(times, 0.95)
		}
		await compare({
			name,
			referenceIs: 'PostgreSQL counting the rows: group by over columns and arrays, words by ILIKE as they are written',
			oursIs: 'words in two scripts and three languages, page of 20, counts of six filters; 95th percentile',
			reference: plain,
			ours,
			rounds: 3,
			unit: 'ms',
			higherIsBetter: false,
			limit: 100
		})
	}
	observe({ name: 'all questions together', value: percentile(whole, 0.95), unit: 'ms', limit: 100, is: '95th percentile' })
}

/** The plain way: the rows that match, counted once for each filter. */
const counted = ({ db }: Ctx, { q, status, country, programme, theme, kind, territory: place }: FundingQuestion) =>
	sql`
		with found as materialized (
			select id, status, countries, programme, themes, kinds, closes_at from opportunity
			where joined_to is null
				and (${status ?? null}::text is null or status = ${status ?? null})
				and (${country ?? null}::text is null or countries = '{}' or countries @> array[${country ?? null}])
				and (${programme ?? null}::text is null or programme = ${programme ?? null})
				and (${theme ?? null}::text is null or themes @> array[${theme ?? null}])
				and (${kind ?? null}::text is null or kinds @> array[${kind ?? null}])
				and (${place ?? null}::text is null or territories && ${inside(place)}::text[])
				and (${q ?? null}::text is null or title::text ilike ${`%${q ?? ''}%`} or text::text ilike ${`%${q ?? ''}%`}
					or identifier ilike ${`%${q ?? ''}%`})
		)
		select 'status' as facet, status as value, count(*) from found group by 2
		union all select 'programme', programme, count(*) from found group by 2
		union all select 'theme', unnest(themes) as value, count(*) from found group by 2
		union all select 'kind', unnest(kinds) as value, count(*) from found group by 2
		union all select 'country', unnest(countries) as value, count(*) from found group by 2
		union all (select 'row', id::text, 1 from found order by closes_at, id limit 20)`.execute(db)
