/** The open data of 50,000 public projects with their grants: memory while it is written, time, and whether it is sound. */
import { spawnSync } from 'node:child_process'
import { memoryFlags, memorySettings } from '../bin/memory.mjs'
import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { givingFile, iatiFile, projectTable, scdlFile } from '../src/modules/projects/open-data/files.server.ts'
import { judgeIati } from '../src/modules/projects/open-data/iati-judging.ts'
import type { Ctx } from '../src/platform/ctx.ts'
import { connect, type Database } from '../src/platform/db.server.ts'
import { migrate } from '../src/platform/migrate.server.ts'
import { createDatabase, testServer } from '../test/server.ts'
import { observe } from './harness.ts'

const PROJECTS = 50_000
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
				observeAll(url)
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

/** Fictional: 2,000 organisations, and for each project a lead, a partner, a grant with two instalments, an indicator. */
async function fill({ db }: Database) {
	const id = (kind: number) =>
		sql.raw(`('0189${String(kind).padStart(4, '0')}-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`)
	const owner = (kind: string) => sql.raw(`('01890001-0000-7000-8000-' || lpad(to_hex(1 + ${kind} % 2000), 12, '0'))::uuid`)
	await sql`insert into organisation (id, reference, kind, country, name, keys, sort_key, status, created_at, updated_at)
		select ${id(1)}, 'ORG-' || n, 'association', case when n % 2 = 0 then 'FR' else 'BG' end,
			jsonb_build_object('fr', 'Association fictive ' || n, 'bg', 'Измислено сдружение ' || n), '{}', 'a' || n, 'listed', ${now}, ${now}
		from generate_series(1, 2000) n`.execute(db)
	await sql`insert into project (id, reference, service, title, summary, priorities, themes, territories, starts_on, ends_on, status, public, created_at, updated_at)
		select ${id(2)}, '2027-PRJ-' || n, 'cit', jsonb_build_object('fr', 'Projet fictif ' || n, 'bg', 'Измислен проект ' || n),
			jsonb_build_object('fr', repeat('Une commune répare son réseau. ', 12)), '{sustainable-development}', '{water,waste}', '{VTR28}',
			date '2015-01-01' + n % 4000, date '2016-01-01' + n % 4000, 'running', true, ${now}, ${now}
		from generate_series(1, ${PROJECTS}::int) n`.execute(db)
	await sql`insert into project_partner (project_id, organisation_id, role)
		select ${id(2)}, ${owner('n')}, 'lead' from generate_series(1, ${PROJECTS}::int) n
		union all select ${id(2)}, ${owner('(n + 1)')}, 'partner' from generate_series(1, ${PROJECTS}::int) n`.execute(db)
	await sql`insert into award (id, reference, kind, project_id, organisation_id, amount_cents, status, awarded_at)
		select ${id(3)}, '2027-AWA-' || n, 'grant', ${id(2)}, ${owner('n')}, 500001 + n, 'running', ${now}
		from generate_series(1, ${PROJECTS}::int) n`.execute(db)
	await sql`insert into instalment (id, award_id, number, kind, amount_cents, condition, due_on, status)
		select gen_random_uuid(), ${id(3)}, each, 'interim', 250000, 'none', date '2027-06-01', 'planned'
		from generate_series(1, ${PROJECTS}::int) n, generate_series(1, 2) each`.execute(db)
	await sql`insert into indicator (id, project_id, title, target)
		select gen_random_uuid(), ${id(2)}, '{"fr": "Personnes formées"}', n from generate_series(1, ${PROJECTS}::int) n`.execute(db)
	for (const table of ['organisation', 'project', 'project_partner', 'award', 'instalment', 'indicator'])
		await sql`analyze ${sql.table(table)}`.execute(db)
}

type Seen = Parameters<typeof observe>[0]

/** In a process of its own, begun as the web process is: what the filling left in memory is not the files'. */
function observeAll(url: string) {
	const child = spawnSync(process.execPath, [...memoryFlags, import.meta.filename, url], {
		env: { ...process.env, ...memorySettings },
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'inherit']
	})
	if (child.status !== 0) throw new Error('the files were not written')
	for (const seen of JSON.parse(child.stdout) as Seen[]) observe(seen)
}

async function measure(ctx: Ctx): Promise<Seen[]> {
	const seen: Seen[] = []
	await ctx.db.selectFrom('project').select('id').limit(1).execute()
	const before = process.memoryUsage.rss() / 1024 / 1024
	seen.push({
		name: 'memory before the first file',
		value: before,
		unit: 'MB',
		is: 'the process with its modules and a connection'
	})
	const files = {
		'IATI 2.03': () => iatiFile(ctx),
		'360Giving': () => givingFile(ctx, (path) => `https://passerelle.example${path}`),
		SCDL: () => scdlFile(ctx),
		'the table': () => projectTable(ctx)
	}
	for (const [name, parts] of Object.entries(files)) {
		const started = performance.now()
		let highest = 0
		let size = 0
		for await (const part of parts()) {
			size += typeof part === 'string' ? part.length : 0
			highest = Math.max(highest, process.memoryUsage.rss())
		}
		const is = size ? `${PROJECTS} projects, ${(size / 1e6).toFixed(0)} million letters` : `${PROJECTS} projects, row by row`
		seen.push({ name: `${name}: highest memory`, value: highest / 1024 / 1024, unit: 'MB', is, limit: 200 })
		seen.push({ name: `${name}: time`, value: (performance.now() - started) / 1000, unit: 's', is })
	}
	let faults = 0
	let activities = 0
	async function* bytes() {
		for await (const part of iatiFile(ctx)) yield Buffer.from(part)
	}
	for await (const judged of judgeIati(Readable.from(bytes()))) {
		faults += judged.faults.length
		if (judged.row > 0) activities++
	}
	if (activities !== PROJECTS) throw new Error(`${activities} activities were read back`)
	seen.push({
		name: 'IATI 2.03: faults by its grammar',
		value: faults,
		unit: '',
		is: 'of the whole file, read back as a stream',
		limit: 0
	})
	return seen
}

if (process.argv[1] === import.meta.filename) {
	const database = connect(process.argv[2]!, { timeout: 0 })
	const seen = await measure({ db: database.db, actor: null, now, locale: 'fr', requestId: 'bench' })
	await database.close()
	process.stdout.write(JSON.stringify(seen))
}
