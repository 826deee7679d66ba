/**
 * The office of a service after ten busy years: 50,000 projects, 200,000 registrations, 50,000 applications, 100,000 contacts.
 * Every list, every dashboard, partner files and the yearly report over HTTP, signed in; then everything into one encrypted
 * file and back, and the published files before and after. STEERING_SCALE=0.01 makes it small.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { ensureBuilt } from '../src/cli/build.ts'
import { sections } from '../src/modules/steering/figure-schema.ts'
import { refreshFigures } from '../src/modules/steering/fact-rows.server.ts'
import { connect } from '../src/platform/db.server.ts'
import { cleanEnv, freePort, launch, type Launched } from '../test/launch.ts'
import { createDatabase, testServer } from '../test/server.ts'
import { signedIn, type Visitor } from '../test/visitor.ts'
import { priorities } from '../programme/priorities.ts'
import { themes } from '../programme/themes.ts'
import { compare, observe, percentile } from './harness.ts'
import { fillProgramme, idOfOrganisation, type Sizes } from './parts/programme-rows.ts'

const SCALE = Number(process.env.STEERING_SCALE ?? 1)
const sizes: Sizes = {
	projects: 50_000 * SCALE,
	registrations: 200_000 * SCALE,
	applications: 50_000 * SCALE,
	contacts: 100_000 * SCALE,
	trail: 300_000 * SCALE
}
const ROUNDS = 10
/** Each with the table whose rows PostgreSQL counts as the reference: what reading it once costs. */
const lists: Record<string, { path: string; table: string }> = {
	'calendar of all services': { path: '/calendar', table: 'event' },
	tasks: { path: '/tasks', table: 'task' },
	'network: organisations': { path: '/network', table: 'organisation' },
	'network: people': { path: '/network/people', table: 'person' },
	exchange: { path: '/exchange', table: 'listing' },
	introductions: { path: '/exchange/introductions', table: 'introduction' },
	events: { path: '/events', table: 'event' },
	calls: { path: '/calls', table: 'call' },
	projects: { path: '/projects', table: 'project' },
	awards: { path: '/projects/awards', table: 'award' },
	'reports of projects': { path: '/projects/reports', table: 'award' },
	payments: { path: '/projects/payments', table: 'instalment' },
	funding: { path: '/funding', table: 'opportunity' },
	newsroom: { path: '/newsroom', table: 'article' },
	campaigns: { path: '/newsroom/campaigns', table: 'campaign' },
	'data desk': { path: '/data', table: 'account' },
	'audit trail': { path: '/audit', table: 'audit_event' },
	jobs: { path: '/jobs', table: 'job_progress' },
	mails: { path: '/mails', table: 'mail' },
	cockpit: { path: '', table: 'project' }
}
const exported = ['iati.xml', '360giving.json', 'scdl.csv', 'projects.csv']

export async function run() {
	await ensureBuilt(resolve(import.meta.dirname, '..'))
	const server = await testServer()
	const home = await mkdtemp(join(tmpdir(), 'passerelle-steering-'))
	await chmod(home, 0o711)
	const source = await createDatabase(server.address, `passerelle_bench_${process.pid}`)
	const back = await createDatabase(server.address, `passerelle_bench_back_${process.pid}`)
	let site: Launched | undefined
	const restored = join(home, 'restored')
	try {
		// The same address before and after: published files hold it.
		const PORT = String(await freePort())
		const settings = { DATABASE_URL: source.url, PASSERELLE_HOME: home, PORT }
		await (await launch('demo', settings)).stop()
		const database = connect(source.url, { timeout: 0 })
		const began = performance.now()
		await fillProgramme(database.db as never, sizes, new Date())
		process.stdout.write(`filled in ${seconds(began)} s\n`)
		const refreshing = performance.now()
		await refreshFigures({ db: database.db, actor: null, now: new Date(), locale: 'fr', requestId: 'bench' })
		observe({
			name: 'bringing the figures up to date',
			value: seconds(refreshing),
			unit: 's',
			is: 'the job of every quarter of an hour'
		})
		await database.close()

		site = await launch('demo', settings)
		const head = await signedIn(site.url, 'administrator')
		await pages(head, source.url)
		const before = await digests(head)
		await site.stop()
		site = undefined

		const archive = join(home, 'all.passerelle')
		const backup = command(['backup', archive, '--passphrase', '-'], settings)
		observe({ name: 'backup', value: backup, unit: 's', limit: 300, is: 'everything in one encrypted file' })
		const elsewhere = { DATABASE_URL: back.url, PASSERELLE_HOME: restored, PORT }
		const restore = command(['restore', archive, '--passphrase', '-'], elsewhere)
		observe({ name: 'restore', value: restore, unit: 's', limit: 300, is: 'into an empty programme' })
		site = await launch('demo', elsewhere)
		const after = await digests(await signedIn(site.url, 'administrator'))
		const changed = exported.filter((file) => before[file] !== after[file])
		observe({
			name: 'published files that changed',
			value: changed.length,
			unit: 'files',
			limit: 0,
			is: changed.join(', ') || `none of ${exported.length}`
		})
	} finally {
		await site?.stop()
		await source.drop()
		await back.drop()
		await server.stop()
		await rm(home, { recursive: true, force: true })
	}
}

async function pages(head: Visitor, url: string) {
	const client = new pg.Client(url)
	await client.connect()
	const counting = async (table: string) => {
		const began = performance.now()
		await client.query(`select count(*) from ${client.escapeIdentifier(table)}`)
		return performance.now() - began
	}
	const asking = async (path: string) => {
		const began = performance.now()
		const answer = await head.get(path)
		await answer.arrayBuffer()
		if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`)
		return performance.now() - began
	}
	/** The 95th percentile of the questions, each asked once a round. */
	const slowest = async (paths: string[]) => {
		const times: number[] = []
		for (const path of paths) times.push(await asking(path))
		return percentile(times, 0.95)
	}
	const judged = (name: string, table: string, limit: number, paths: () => string[]) =>
		compare({
			name,
			reference: () => counting(table),
			referenceIs: `counting ${table}`,
			ours: () => slowest(paths()),
			oursIs: 'the page, 95th percentile of a round',
			rounds: 3,
			unit: 'ms',
			higherIsBetter: false,
			limit
		})
	const many = <T>(make: (n: number) => T) => Array.from({ length: ROUNDS }, (_, n) => make(n))
	try {
		for (const [name, { path, table }] of Object.entries(lists))
			await judged(name, table, 300, () => many((n) => `/${(['fr', 'bg', 'en'] as const)[n % 3]}/office${path}`))
		const call = (await client.query<{ id: string }>(`select id from call where reference = 'CALL-B1'`)).rows[0]!.id
		for (const tab of ['applications', 'reviews', 'conflicts', 'panel'])
			await judged(`a call of 1,000 applications: ${tab}`, 'application', 300, () =>
				many(() => `/fr/office/calls/${call}/${tab}`)
			)
		const event = (await client.query<{ id: string }>(`select id from event where reference = 'EVT-B1'`)).rows[0]!.id
		await judged('registrations of an event', 'registration', 300, () => many(() => `/fr/office/events/${event}/registrations`))
		// A question once asked is kept until the figures change: each comes with filters of its own, the bare one first.
		const filters = ['', ...themes.map(({ key }) => `&theme=${key}`), ...priorities.map(({ key }) => `&priority=${key}`)].concat(
			many((n) => `&year=${new Date().getFullYear() - n}`)
		)
		for (const section of sections) {
			let at = 0
			await judged(`dashboard: ${section}`, 'project', 300, () =>
				many(() => `/fr/office/figures?section=${section}${filters[at++ % filters.length]}`)
			)
		}
		let partner = 0
		await judged('partner file', 'project_partner', 150, () =>
			many(
				() => `/fr/office/partners/organisations/${idOfOrganisation(1 + ((partner++ * 97) % Math.round(sizes.contacts * 0.4)))}`
			)
		)
		const year = new Date().getFullYear()
		await head.post('/fr/office/reports', { year: String(year) })
		const { rows } = await client.query<{ id: string }>('select id from yearly_report where year = $1', [year])
		const report = async () => {
			const began = performance.now()
			await asking(`/fr/office/reports/${rows[0]!.id}`)
			await asking(`/fr/office/reports/${rows[0]!.id}/paper.pdf`)
			return (performance.now() - began) / 1000
		}
		observe({
			name: 'yearly report',
			value: await report(),
			unit: 's',
			limit: 30,
			is: 'its page and its paper, from the figures'
		})
	} finally {
		await client.end()
	}
}

async function digests(head: Visitor): Promise<Record<string, string>> {
	const found: Record<string, string> = {}
	for (const file of exported) {
		const answer = await head.get(`/data/${file}`)
		if (answer.status !== 200) throw new Error(`/data/${file}: ${answer.status}`)
		// An IATI file says when it was written: that alone may differ.
		const text = (await answer.text()).replace(/ generated-datetime="[^"]*"/, '')
		found[file] = createHash('sha256').update(text).digest('hex')
	}
	return found
}

/** A verb of the command from the terminal, with a passphrase on its standard input; how many seconds it took. */
function command(verb: string[], settings: Record<string, string>): number {
	const began = performance.now()
	const { status, stderr } = spawnSync(process.execPath, [resolve(import.meta.dirname, '../src/cli/passerelle.ts'), ...verb], {
		env: cleanEnv(settings),
		input: 'correct horse battery',
		encoding: 'utf8'
	})
	if (status !== 0) throw new Error(`passerelle ${verb[0]}: ${stderr}`)
	return seconds(began)
}

const seconds = (began: number) => (performance.now() - began) / 1000
