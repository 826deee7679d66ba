/** The directory of 100,000 organisations: list, filters and words, against PostgreSQL counting the same rows by itself. */
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { searchDirectory } from '../src/modules/network/directory.server.ts'
import type { DirectoryQuestion } from '../src/modules/network/directory.ts'
import { writeDirectory } from '../src/modules/network/directory-rows.server.ts'
import { organisationKeys } from '../src/modules/network/keys.ts'
import type { Ctx } from '../src/platform/ctx.ts'
import { connect, transact, type Database } from '../src/platform/db.server.ts'
import { migrate } from '../src/platform/migrate.server.ts'
import type { Localized } from '../src/platform/i18n.ts'
import { organisationKinds } from '../programme/organisation-kinds.ts'
import { frenchExonyms } from '../programme/territories/french-exonyms.ts'
import { bulgarianMunicipalities } from '../programme/territories/bulgarian-municipalities.ts'
import { pathOf, territories, territory } from '../programme/territories.ts'
import { themes } from '../programme/themes.ts'
import { createDatabase, testServer } from '../test/server.ts'
import { compare, observe, percentile } from './harness.ts'
import { chance, vocabulary } from './parts/public-things.ts'

const ORGANISATIONS = 100_000
const now = new Date('2027-03-01T12:00:00Z')

export async function run() {
	const server = await testServer()
	try {
		const { url, drop } = await createDatabase(server.address, `passerelle_bench_${process.pid}`)
		try {
			await migrate(url)
			const database = connect(url, { timeout: 0 })
			try {
				await fill(database, ORGANISATIONS)
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
const random = chance(7)
const any = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!
/** The first much more often than the last, as kinds and themes are in life. */
const uneven = <T>(values: readonly T[]): T => values[Math.floor(random() ** 2.5 * values.length)]!
const below = (country: string) => territories.filter(({ code }) => pathOf(code)[0]!.code === country && code !== country)
const places = { FR: below('FR'), BG: below('BG') }

/** Made-up organisations: two thirds in France, most named after their place, one to five themes, described in one language. */
function* organisations(count: number) {
	for (let i = 0; i < count; i++) {
		const country = random() < 0.66 ? 'FR' : 'BG'
		const place = any(places[country])
		const locale = country === 'FR' ? 'fr' : 'bg'
		const words = (n: number) => Array.from({ length: n }, () => uneven(vocabulary[locale])).join(' ')
		const kind = uneven(organisationKinds)
		const name: Localized = { [locale]: `${kind.name[locale]} ${place.name[locale]} ${words(2)}` }
		if (random() < 0.2) name.en = `${kind.name.en} ${place.name.en}`
		yield {
			id: uuidv7(),
			reference: `2027-ORG-${String(i).padStart(6, '0')}`,
			kind: kind.key,
			country,
			name,
			...organisationKeys({ name }),
			territory: place.code,
			place: place.name[locale],
			description: { [locale]: words(12 + Math.floor(random() * 30)) },
			themes: [...new Set(Array.from({ length: 1 + Math.floor(random() * 5) }, () => uneven(themes).key))],
			languages: [locale, ...(random() < 0.5 ? ['en'] : [])]
		}
	}
}

async function fill(database: Database, count: number) {
	const ctx = asking(database)
	const ids: string[] = []
	let batch: Record<string, unknown>[] = []
	const write = async () => {
		await sql`insert into organisation (id, reference, kind, country, name, latin, keys, sort_key, territory, place, description, themes,
				languages, status, created_at, updated_at)
			select o.*, 'listed', ${now}, ${now} from jsonb_to_recordset(${JSON.stringify(batch)}::jsonb) as o (id uuid, reference text,
				kind text, country text, name jsonb, latin text, keys text[], "sortKey" text, territory text, place text, description jsonb,
				themes text[], languages text[])`.execute(ctx.db)
		batch = []
	}
	for (const row of organisations(count)) {
		ids.push(row.id)
		batch.push(row)
		if (batch.length === 2000) await write()
	}
	await write()
	const first = ids.splice(0, 15_000)
	const started = performance.now()
	await transact(ctx, (ctx) => writeDirectory(ctx, first))
	observe({
		name: 'writing 15,000 organisations into the directory',
		value: (performance.now() - started) / 1000,
		unit: 's',
		is: 'as an import does, in one transaction'
	})
	// The rest with the index built at the end, as for a restored backup.
	await database.pool.query('drop index directory_entry_lexemes')
	while (ids.length) await writeDirectory(ctx, ids.splice(0, 10_000))
	await database.pool.query(`set maintenance_work_mem = '512MB'`)
	await database.pool.query('create index directory_entry_lexemes on directory_entry using gin (lexemes) with (fastupdate = off)')
	for (const table of ['organisation', 'directory_entry', 'directory_block']) await database.pool.query(`vacuum analyze ${table}`)
}

type Class = { name: string; questions: DirectoryQuestion[] }

/** What people ask: `each` questions of each class, the same in every run. */
function classes(each: number): Class[] {
	const some = (ask: (i: number) => DirectoryQuestion) => Array.from({ length: each }, (_, i) => ask(i))
	const spelling = (i: number) => {
		const [code, cyrillic, latin] = any(bulgarianMunicipalities)
		return [cyrillic, latin, frenchExonyms[code] ?? latin][i % 3]!
	}
	const country = (i: number) => (i % 2 ? 'FR' : 'BG')
	return [
		{ name: 'the whole list', questions: some(() => ({})) },
		{ name: 'a country', questions: some((i) => ({ country: country(i) })) },
		{ name: 'a country and a kind', questions: some((i) => ({ country: country(i), kind: any(organisationKinds).key })) },
		{ name: 'a theme and a language', questions: some((i) => ({ theme: any(themes).key, language: i % 2 ? 'en' : 'fr' })) },
		{ name: 'a territory with all in it', questions: some((i) => ({ territory: any(places[country(i)]).code })) },
		{
			name: 'four filters',
			questions: some((i) => ({
				country: country(i),
				kind: uneven(organisationKinds).key,
				theme: uneven(themes).key,
				territory: any(places[country(i)].filter(({ kind }) => kind === 'region')).code
			}))
		},
		{ name: 'a place in three spellings', questions: some((i) => ({ q: spelling(i) })) },
		{ name: 'a word of thousands of names', questions: some((i) => ({ q: i % 2 ? 'entreprise' : 'предприятие' })) },
		{
			name: 'an ordinary word',
			questions: some((i) => ({ q: vocabulary[i % 2 ? 'fr' : 'bg'][200 + Math.floor(random() * 3000)]! }))
		},
		{
			name: 'a word and three filters',
			questions: some((i) => ({
				q: uneven(vocabulary[i % 2 ? 'fr' : 'bg']),
				country: country(i),
				theme: uneven(themes).key,
				kind: uneven(organisationKinds).key
			}))
		},
		{ name: 'the beginning of a word', questions: some((i) => ({ q: spelling(i).slice(0, 4) })) },
		{ name: 'nothing like it', questions: some((i) => ({ q: `qzx${i}kjw` })) }
	]
}

const EACH = 30
const ROUNDS = 3

async function measure(database: Database) {
	const ctx = asking(database)
	const all = classes(EACH)
	const took = new Map<string, number[]>()
	const time = async (work: () => Promise<unknown>) => {
		const started = performance.now()
		await work()
		return performance.now() - started
	}
	const ours = async ({ name, questions }: Class) => {
		const fresh: number[] = []
		for (const question of questions) fresh.push(await time(() => searchDirectory(ctx, question)))
		took.set(name, [...(took.get(name) ?? []), ...fresh])
		return percentile(fresh, 0.95)
	}
	const plain = async ({ questions }: Class) => {
		const times: number[] = []
		for (const question of questions.slice(0, 6)) times.push(await time(() => counted(ctx, question)))
		return percentile(times, 0.95)
	}
	for (const each of all) await ours(each)
	took.clear()
	for (const each of all)
		await compare({
			name: each.name,
			referenceIs: 'PostgreSQL counting the rows: group by over columns and arrays, words by ILIKE on the name as it is written',
			oursIs: 'words in two scripts and three languages, page of 25, counts of five filters and the map; 95th percentile',
			reference: () => plain(each),
			ours: () => ours(each),
			rounds: ROUNDS,
			unit: 'ms',
			higherIsBetter: false,
			limit: 100
		})
	const whole = [...took.values()].flat()
	observe({ name: 'all classes together', value: percentile(whole, 0.95), unit: 'ms', limit: 100, is: '95th percentile' })

	const { rows } = await sql<{ id: string }>`select id from organisation order by id desc limit 40`.execute(ctx.db)
	const writing: number[] = []
	for (const { id } of rows) {
		await sql`update organisation set themes = array['water', 'energy'] where id = ${id}`.execute(ctx.db)
		writing.push(await time(() => writeDirectory(ctx, [id])))
	}
	observe({
		name: 'one corrected organisation',
		value: percentile(writing, 0.95),
		unit: 'ms',
		is: '95th percentile of writing its entry'
	})
	printPercentiles(took, whole)
}

/** The plain way: the rows that match, counted once for each filter. */
const counted = ({ db }: Ctx, { q, country, kind, theme, territory: place, language }: DirectoryQuestion) =>
	sql`
		with found as materialized (
			select id, country, kind, themes, languages, territory, sort_key from organisation
			where status = 'listed'
				and (${country ?? null}::text is null or country = ${country ?? null})
				and (${kind ?? null}::text is null or kind = ${kind ?? null})
				and (${theme ?? null}::text is null or themes @> array[${theme ?? null}])
				and (${language ?? null}::text is null or languages @> array[${language ?? null}])
				and (${place ?? null}::text is null or territory = any(${inside(place)}::text[]))
				and (${q ?? null}::text is null or name::text ilike ${`%${q ?? ''}%`})
		)
		select 'country' as facet, country as value, count(*) from found group by 2
		union all select 'kind', kind, count(*) from found group by 2
		union all select 'territory', territory, count(*) from found group by 2
		union all select 'theme', unnest(themes) as value, count(*) from found group by 2
		union all select 'language', unnest(languages) as value, count(*) from found group by 2
		union all (select 'row', id::text, 1 from found order by sort_key, id limit 25)`.execute(db)

const inside = (code: string | null | undefined) =>
	code && territory(code)
		? territories.filter((each) => pathOf(each.code).some((above) => above.code === code)).map((each) => each.code)
		: []

function printPercentiles(took: Map<string, number[]>, whole: number[]) {
	const line = (name: string, times: number[]) =>
		`| ${name} | ${[0.5, 0.95, 0.99].map((share) => percentile(times, share).toFixed(1)).join(' | ')} | ${Math.max(...times).toFixed(1)} |`
	const table = [
		'| directory, ms | p50 | p95 | p99 | worst |',
		'|---|---|---|---|---|',
		...Array.from(took, ([name, times]) => line(name, times)),
		line('all', whole)
	]
	process.stdout.write(`\n${table.join('\n')}\n`)
}
