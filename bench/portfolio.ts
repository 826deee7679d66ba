/** The portfolio of 50,000 public projects: list, counts, map and figures, against PostgreSQL counting the same rows by itself. */
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { organisationKeys } from '../src/modules/network/keys.ts'
import type { PortfolioQuestion } from '../src/modules/projects/portfolio.ts'
import { portfolioFigures, searchPortfolio } from '../src/modules/projects/portfolio.server.ts'
import { writePortfolio } from '../src/modules/projects/portfolio-rows.server.ts'
import { prioritiesWith } from '../src/modules/projects/projects.server.ts'
import type { Ctx } from '../src/platform/ctx.ts'
import { connect, type Database } from '../src/platform/db.server.ts'
import { migrate } from '../src/platform/migrate.server.ts'
import { priorities } from '../programme/priorities.ts'
import { pathOf, territories, within } from '../programme/territories.ts'
import { themes } from '../programme/themes.ts'
import { createDatabase, testServer } from '../test/server.ts'
import { compare, observe, percentile } from './harness.ts'
import { chance, vocabulary } from './parts/public-things.ts'

const PROJECTS = 50_000
const ORGANISATIONS = 8000
const now = new Date('2027-03-01T12:00:00Z')

export async function run() {
	const server = await testServer()
	try {
		const { url, drop } = await createDatabase(server.address, `passerelle_bench_${process.pid}`)
		try {
			await migrate(url)
			const database = connect(url, { timeout: 0 })
			try {
				await fill(database)
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
const random = chance(11)
const any = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!
/** The first much more often than the last, as themes are in life. */
const uneven = <T>(values: readonly T[]): T => values[Math.floor(random() ** 2.5 * values.length)]!
const below = (country: string) => territories.filter(({ code }) => pathOf(code)[0]!.code === country && code !== country)
const places = { FR: below('FR'), BG: below('BG') }

async function fill(database: Database) {
	const ctx = asking(database)
	const organisations = { FR: [] as string[], BG: [] as string[] }
	const rows = Array.from({ length: ORGANISATIONS }, (_, i) => {
		const country = i % 2 ? ('FR' as const) : ('BG' as const)
		const place = any(places[country])
		const name = { [country === 'FR' ? 'fr' : 'bg']: `${place.name.fr} ${i}` }
		const id = uuidv7()
		organisations[country].push(id)
		return { id, reference: `2027-ORG-${i}`, country, name, ...organisationKeys({ name }), territory: place.code }
	})
	await sql`insert into organisation (id, reference, kind, country, name, latin, keys, sort_key, territory, status, created_at, updated_at)
		select id, reference, 'association', country, name, latin, keys, "sortKey", territory, 'listed', ${now}, ${now}
		from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as o (id uuid, reference text, country text, name jsonb, latin text,
			keys text[], "sortKey" text, territory text)`.execute(ctx.db)

	const ids: string[] = []
	for (let at = 0; at < PROJECTS; at += 2000) {
		const batch = Array.from({ length: 2000 }, (_, i) => {
			const words = (locale: 'fr' | 'bg', n: number) => Array.from({ length: n }, () => uneven(vocabulary[locale])).join(' ')
			const year = 2010 + Math.floor(random() * 17)
			const chosen = [...new Set(Array.from({ length: 1 + Math.floor(random() * 4) }, () => uneven(themes).key))]
			return {
				id: uuidv7(),
				reference: `2027-PRJ-${at + i}`,
				title: { fr: words('fr', 4), bg: words('bg', 4) },
				summary: { fr: words('fr', 25), bg: words('bg', 25) },
				themes: chosen,
				priorities: prioritiesWith([], chosen),
				from: `${year}-0${1 + (i % 9)}-01`,
				until: `${year + 1 + (i % 2)}-06-30`,
				status: year > 2025 ? 'running' : 'completed',
				lead: any(organisations.BG),
				partner: any(organisations.FR)
			}
		})
		await sql`insert into project (id, reference, service, title, summary, themes, priorities, starts_on, ends_on, status, public,
				created_at, updated_at, published_at)
			select id, reference, 'cit', title, summary, themes, priorities, "from", until, status, true, ${now}, ${now}, ${now}
			from jsonb_to_recordset(${JSON.stringify(batch)}::jsonb) as p (id uuid, reference text, title jsonb, summary jsonb,
				themes text[], priorities text[], "from" date, until date, status text)`.execute(ctx.db)
		await sql`insert into project_partner (project_id, organisation_id, role)
			select id, lead, 'lead' from jsonb_to_recordset(${JSON.stringify(batch)}::jsonb) as p (id uuid, lead uuid)
			union all select id, partner, 'partner' from jsonb_to_recordset(${JSON.stringify(batch)}::jsonb) as p (id uuid, partner uuid)`.execute(
			ctx.db
		)
		ids.push(...batch.map(({ id }) => id))
	}
	const started = performance.now()
	await writePortfolio(ctx, ids.splice(0, 1000))
	observe({
		name: 'writing 1,000 projects into the portfolio',
		value: (performance.now() - started) / 1000,
		unit: 's',
		is: 'in one transaction'
	})
	// The rest with the index built at the end, as for a restored backup.
	await database.pool.query('drop index portfolio_entry_lexemes')
	while (ids.length) await writePortfolio(ctx, ids.splice(0, 10_000))
	await database.pool.query(`set maintenance_work_mem = '512MB'`)
	await database.pool.query('create index portfolio_entry_lexemes on portfolio_entry using gin (lexemes) with (fastupdate = off)')
	for (const table of ['organisation', 'project', 'project_partner', 'portfolio_entry', 'portfolio_block'])
		await database.pool.query(`vacuum analyze ${table}`)
}

type Class = { name: string; questions: PortfolioQuestion[] }

const EACH = 20
const ROUNDS = 3

/** What people ask: the same questions in every run. */
function classes(): Class[] {
	const some = (ask: (i: number) => PortfolioQuestion) => Array.from({ length: EACH }, (_, i) => ask(i))
	const year = (i: number) => String(2011 + (i % 15))
	return [
		{ name: 'the whole portfolio', questions: some(() => ({})) },
		{ name: 'a priority', questions: some((i) => ({ priority: priorities[i % priorities.length]!.key })) },
		{ name: 'a theme and a year', questions: some((i) => ({ theme: uneven(themes).key, year: year(i) })) },
		{ name: 'a territory with all in it', questions: some((i) => ({ territory: any(places[i % 2 ? 'FR' : 'BG']).code })) },
		{
			name: 'four filters',
			questions: some((i) => ({ theme: uneven(themes).key, year: year(i), country: 'FR', status: 'completed' }))
		},
		{ name: 'an ordinary word', questions: some((i) => ({ q: any(vocabulary[i % 2 ? 'fr' : 'bg'].slice(200, 3000)) })) },
		{
			name: 'a common word and a filter',
			questions: some((i) => ({ q: uneven(vocabulary[i % 2 ? 'fr' : 'bg'].slice(0, 200)), theme: uneven(themes).key }))
		}
	]
}

async function measure(database: Database) {
	const ctx = asking(database)
	const all = classes()
	const took: number[] = []
	const time = async (work: () => Promise<unknown>) => {
		const started = performance.now()
		await work()
		return performance.now() - started
	}
	const ours = async ({ questions }: Class) => {
		const times: number[] = []
		for (const question of questions) times.push(await time(() => searchPortfolio(ctx, question)))
		took.push(...times)
		return percentile(times, 0.95)
	}
	const plain = async ({ questions }: Class) => {
		const times: number[] = []
		for (const question of questions.slice(0, 5)) times.push(await time(() => counted(ctx, question)))
		return percentile(times, 0.95)
	}
	for (const each of all) await ours(each)
	took.length = 0
	for (const each of all)
		await compare({
			name: each.name,
			referenceIs: 'PostgreSQL counting the rows: group by over arrays and places, words by ILIKE on title and summary',
			oursIs: 'words in two scripts and three languages, page of 20, counts of seven filters, map with arcs; 95th percentile',
			reference: () => plain(each),
			ours: () => ours(each),
			rounds: ROUNDS,
			unit: 'ms',
			higherIsBetter: false,
			limit: 150
		})
	observe({
		name: 'the figures above the list',
		value: await time(() => portfolioFigures(ctx)),
		unit: 'ms',
		is: 'worked out once a minute'
	})
	observe({ name: 'all classes together', value: percentile(took, 0.95), unit: 'ms', limit: 150, is: '95th percentile' })
}

/** The plain way: the rows that match, counted once for each filter. */
const counted = ({ db }: Ctx, { q, priority, theme, year, country, status, territory: place }: PortfolioQuestion) =>
	sql`
		with found as materialized (
			select p.id, p.themes, p.priorities, p.status, p.starts_on from project p
			where public
				and (${priority ?? null}::text is null or priorities @> array[${priority ?? null}])
				and (${theme ?? null}::text is null or themes @> array[${theme ?? null}])
				and (${status ?? null}::text is null or status = ${status ?? null})
				and (${year ?? null}::int is null or ${year ?? null}::int between extract(year from starts_on) and extract(year from ends_on))
				and (${country ?? null}::text is null or exists (select from project_partner join organisation o on o.id = organisation_id
					where project_id = p.id and o.country = ${country ?? null}))
				and (${place ?? null}::text is null or exists (select from project_partner join organisation o on o.id = organisation_id
					where project_id = p.id and o.territory = any(${inside(place)}::text[])))
				and (${q ?? null}::text is null or title::text || summary::text ilike ${`%${q ?? ''}%`})
		)
		select 'status' as facet, status as value, count(*) from found group by 2
		union all select 'year', extract(year from starts_on)::text, count(*) from found group by 2
		union all select 'theme', unnest(themes) as value, count(*) from found group by 2
		union all select 'priority', unnest(priorities) as value, count(*) from found group by 2
		union all select 'territory', o.territory, count(distinct f.id) from found f join project_partner on project_id = f.id
			join organisation o on o.id = organisation_id group by 2
		union all (select 'page', id::text, 1 from found order by starts_on desc limit 20)`.execute(db)

const inside = (place: string | null | undefined) =>
	place ? territories.filter(({ code }) => within(code, place)).map(({ code }) => code) : []
