/** Searches over 200,000 public things in three languages, against PostgreSQL's own full-text search of one. */
import { sql } from 'kysely'
import { search } from '../src/modules/search/find.server.ts'
import { indexItems } from '../src/modules/search/index.server.ts'
import type { Item, Question } from '../src/modules/search/schema.ts'
import type { Ctx } from '../src/platform/ctx.ts'
import { connect, type Database } from '../src/platform/db.server.ts'
import { locales } from '../src/platform/i18n.ts'
import { migrate } from '../src/platform/migrate.server.ts'
import { bulgarianMunicipalities } from '../programme/territories/bulgarian-municipalities.ts'
import { frenchExonyms } from '../programme/territories/french-exonyms.ts'
import { createDatabase, testServer } from '../test/server.ts'
import { compare, observe, percentile } from './harness.ts'
import { chance, publicThings, vocabulary } from './parts/public-things.ts'

const THINGS = 200_000
const now = new Date('2027-03-01T12:00:00Z')

export async function run() {
	const server = await testServer()
	try {
		const { url, drop } = await createDatabase(server.address, `passerelle_bench_${process.pid}`)
		try {
			await migrate(url)
			const database = connect(url, { timeout: 0 })
			try {
				await fill(database, THINGS)
				await measure(database)
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

const asking = ({ db }: Database): Ctx => ({ db, actor: null, now, locale: 'fr', requestId: 'bench' })

/** Fills our index and the reference's. Their indexes are built at the end, as for a restored backup. */
export async function fill(database: Database, count: number) {
	const ctx = asking(database)
	const { pool } = database
	await pool.query('drop index search_item_lexemes')
	await pool.query('create unlogged table reference (id int primary key, title text not null, words tsvector not null)')
	let batch: Item[] = []
	const writing = new Set<Promise<unknown>>()
	const write = async () => {
		const items = batch
		batch = []
		// Two at once: one is worked out here while the database writes the other.
		while (writing.size >= 2) await Promise.race(writing)
		const done = Promise.all([
			indexItems(ctx, items),
			pool.query(
				`insert into reference select id, title, to_tsvector('simple', title || ' ' || text)
				from jsonb_to_recordset($1::jsonb) as item (id int, title text, text text)`,
				[
					JSON.stringify(
						items.map(({ id, title, summary, body }) => ({
							id,
							title: title.fr ?? '',
							text: `${summary?.fr ?? ''} ${body?.fr ?? ''}`
						}))
					)
				]
			)
		]).finally(() => writing.delete(done))
		writing.add(done)
	}
	for (const item of publicThings(count, now)) {
		batch.push(item)
		if (batch.length === 500) await write()
	}
	await write()
	await Promise.all(writing)
	await pool.query(`set maintenance_work_mem = '512MB'`)
	await pool.query('create index search_item_lexemes on search_item using gin (lexemes) with (fastupdate = off)')
	await pool.query('create index reference_words on reference using gin (words) with (fastupdate = off)')
	await pool.query('vacuum analyze search_item')
	await pool.query('vacuum analyze search_word')
	await pool.query('vacuum analyze reference')
}

type Class = { name: string; questions: Question[] }

/** What people type: `each` questions of each class, the same in every run. */
function classes(each: number): Class[] {
	const random = chance(41)
	const from = (low: number, high: number) => low + Math.floor(random() * (high - low))
	const some = (ask: (locale: (typeof locales)[number], i: number) => Question | string) =>
		Array.from({ length: each }, (_, i) => {
			const asked = ask(locales[i % 3]!, i)
			return typeof asked === 'string' ? { q: asked } : asked
		})
	const word = (locale: (typeof locales)[number], low: number, high: number) => vocabulary[locale][from(low, high)]!
	const spelling = (i: number) => {
		const [code, cyrillic, latin] = bulgarianMunicipalities[from(0, bulgarianMunicipalities.length)]!
		return [cyrillic, latin, frenchExonyms[code] ?? latin][i % 3]!
	}
	return [
		{ name: 'one of the 30 commonest words', questions: some((locale) => word(locale, 0, 30)) },
		{ name: 'an ordinary word', questions: some((locale) => word(locale, 200, 3000)) },
		{ name: 'a rare word', questions: some((locale) => word(locale, 8000, 30_000)) },
		{ name: 'two common words', questions: some((locale) => `${word(locale, 0, 60)} ${word(locale, 0, 60)}`) },
		{ name: 'a common and an ordinary word', questions: some((locale) => `${word(locale, 0, 60)} ${word(locale, 200, 3000)}`) },
		{ name: 'the beginning of a word', questions: some((locale) => word(locale, 0, 10_000).slice(0, 4)) },
		{ name: 'a place in three spellings', questions: some((_, i) => spelling(i)) },
		{
			name: 'a common word with filters',
			questions: some((locale) => ({ q: word(locale, 0, 60), kind: 'event', theme: 'water', country: 'BG' }))
		},
		{
			name: 'a filter alone',
			questions: some((_, i) => ({ q: '', ...[{ kind: 'project' as const }, { theme: 'water' }, { territory: 'BG34' }][i % 3]! }))
		},
		{ name: 'a common word, last page', questions: some((locale) => ({ q: word(locale, 0, 60), page: 10 })) },
		{
			name: 'mistyped, with a suggestion',
			questions: some((locale) => word(locale, 3000, 30_000).replace(/^(..)(.)/, '$1w$2w'))
		},
		{ name: 'nothing like it', questions: some((_, i) => `qzx${i}kjw${i * 7}`) }
	]
}

const EACH = 30
const ROUNDS = 5

export async function measure(database: Database) {
	const ctx = asking(database)
	const all = classes(EACH)
	const took = new Map<string, number[]>()
	const time = async (work: () => Promise<unknown>) => {
		const started = performance.now()
		await work()
		return performance.now() - started
	}
	const ours = async ({ name, questions }: Class) => {
		const times = took.get(name) ?? []
		took.set(name, times)
		const fresh: number[] = []
		for (const question of questions) fresh.push(await time(() => search(ctx, question)))
		times.push(...fresh)
		return percentile(fresh, 0.95)
	}
	const plain = async ({ questions }: Class) => {
		const times: number[] = []
		for (const { q } of questions)
			times.push(
				await time(() =>
					sql`select id, title from reference where words @@ plainto_tsquery('simple', ${q}) limit 20`.execute(ctx.db)
				)
			)
		return percentile(times, 0.95)
	}
	// Their first reading from disk is not what is measured.
	for (const each of all) await ours(each)
	took.clear()
	for (const each of all)
		await compare({
			name: each.name,
			referenceIs: 'PostgreSQL, configuration simple, French alone, the first 20 found: no order, no counts, no other spelling',
			oursIs: 'three languages, two scripts, ranked, highlighted, with the counts of the filters; 95th percentile',
			reference: () => plain(each),
			ours: () => ours(each),
			rounds: ROUNDS,
			unit: 'ms',
			higherIsBetter: false,
			limit: 50
		})
	const whole = [...took.values()].flat()
	observe({
		name: 'all classes together',
		value: percentile(whole, 0.95),
		unit: 'ms',
		limit: 50,
		is: '95th percentile of a search'
	})

	const written = Array.from(publicThings(200, now), (item) => ({ ...item, standing: 0.123 }))
	const writing: number[] = []
	for (const item of written) writing.push(await time(() => indexItems(ctx, [item])))
	observe({
		name: 'putting one changed thing into the index',
		value: percentile(writing, 0.95),
		unit: 'ms',
		is: '95th percentile, in its own transaction'
	})
	const { rows } = await database.pool.query<{ table: number; index: number; reference: number }>(`
		select pg_table_size('search_item') as table, pg_relation_size('search_item_lexemes') as index,
			pg_relation_size('reference_words') as reference`)
	observe({ name: 'size of the table', value: rows[0]!.table / 2 ** 20, unit: 'MiB', is: 'with texts and lexemes' })
	observe({
		name: 'size of the index of lexemes',
		value: rows[0]!.index / 2 ** 20,
		unit: 'MiB',
		is: `the reference has ${Math.round(rows[0]!.reference / 2 ** 20)} MiB`
	})
	observe({
		name: 'memory of the process that asks',
		value: process.memoryUsage().rss / 2 ** 20,
		unit: 'MiB',
		is: 'resident, after writing and asking; the made-up vocabulary included'
	})
	printPercentiles(took, whole)
}

function printPercentiles(took: Map<string, number[]>, whole: number[]) {
	const line = (name: string, times: number[]) =>
		`| ${name} | ${[0.5, 0.95, 0.99].map((share) => percentile(times, share).toFixed(1)).join(' | ')} | ${Math.max(...times).toFixed(1)} |`
	const table = [
		'| search, ms | p50 | p95 | p99 | worst |',
		'|---|---|---|---|---|',
		...Array.from(took, ([name, times]) => line(name, times)),
		line('all', whole)
	]
	process.stdout.write(`\n${table.join('\n')}\n`)
}
