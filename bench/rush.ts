/**
 * The last minute before a call closes, served by two processes on one port (RUSH_PROCESSES): 2,000 people editing, each
 * saved every five seconds, 1,000 of them filing; then another call, with one of the processes killed in the middle. Every
 * answer given is looked up afterwards, row by row. Database and load run beside the site.
 * RUSH_EDITORS and RUSH_FILERS make it smaller.
 */
import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { ensureBuilt } from '../src/cli/build.ts'
import { createAccount } from '../src/modules/identity/accounts.server.ts'
import { beginSession, sessionCookie } from '../src/modules/identity/sessions.server.ts'
import type { Ctx } from '../src/platform/ctx.ts'
import { connect, type Database } from '../src/platform/db.server.ts'
import { startEmbedded } from '../src/platform/embedded.server.ts'
import { env } from '../src/platform/env.ts'
import { shortForm } from '../test/forms.ts'
import { freePort, launch, type Launched } from '../test/launch.ts'
import { observe } from './harness.ts'

const EDITORS = Number(process.env.RUSH_EDITORS ?? 2000)
const FILERS = Number(process.env.RUSH_FILERS ?? 1000)
const PROCESSES = Number(process.env.RUSH_PROCESSES ?? 2)
const EVERY_MS = 5000
const WARM_MS = 15_000
const RUSH_MS = 60_000
const AFTER_MS = 5000

type Latency = { sentAt: number; ms: number }
type Applicant = {
	id: string
	cookie: string
	version: number
	page: string
	/** What was sent last, and each save the server said yes to: its version and what it held. */
	sent: number
	accepted: Map<number, number>
	key: string
	filed: 'no' | 'accepted' | 'refused'
}

export async function run() {
	await ensureBuilt(resolve(import.meta.dirname, '..'))
	const home = await mkdtemp(join(tmpdir(), 'passerelle-rush-'))
	await chmod(home, 0o711)
	const port = String(await freePort())
	// Sessions are made here and read there: signed with one secret.
	const secret = randomUUID() + randomUUID()
	const server = await startEmbedded(join(home, 'db'))
	const settings = { DATABASE_URL: server.url(), PASSERELLE_HOME: home, PASSERELLE_SECRET: secret, PORT: port }
	const database = connect(server.url(), { max: 4, timeout: 120_000 })
	Object.assign(env(), { PASSERELLE_HOME: home, PASSERELLE_SECRET: secret })
	const sites: Launched[] = []
	// Workers in the first alone, as on a machine of two cores.
	const serving = (at: number) =>
		launch('start', { ...settings, PASSERELLE_SHARE_PORT: PROCESSES > 1 ? '1' : '0', PASSERELLE_WORKERS: at === 0 ? '1' : '0' })
	try {
		for (const { name, kill } of [
			{ name: 'rush', kill: false },
			{ name: PROCESSES === 1 ? 'rush, killed' : `rush, one of ${PROCESSES} killed`, kill: true }
		]) {
			for (let at = 0; at < PROCESSES; at++) sites.push(await serving(at))
			const { callId, applicants } = await seed(database)
			const closesAt = new Date(Date.now() + WARM_MS + RUSH_MS)
			await database.db.updateTable('call').set({ closesAt }).where('id', '=', callId).execute()
			const latencies: Latency[] = []
			const load = rush(sites[0]!.url, applicants, closesAt, latencies)
			if (kill) {
				await sleep(WARM_MS + RUSH_MS / 2)
				const last = PROCESSES - 1
				await sites[last]!.kill()
				const down = performance.now()
				sites[last] = await serving(last)
				const value = Math.round(performance.now() - down)
				observe({ name: `${name}: outage`, value, unit: 'ms', is: 'until the port answers' })
			}
			await load
			await receipts(database, callId)
			await report(database, name, callId, applicants, closesAt, latencies)
			await Promise.all(sites.splice(0).map((site) => site.stop()))
		}
	} finally {
		await database.close()
		await Promise.all(sites.map((site) => site.stop()))
		await server.stop()
		await rm(home, { recursive: true, force: true })
	}
}

async function seed({ db }: Database): Promise<{ callId: string; applicants: Applicant[] }> {
	const now = new Date()
	const ctx: Ctx = { db, actor: null, now, locale: 'fr', requestId: 'rush' }
	const [callId, formId] = [uuidv7(), uuidv7()]
	await db
		.insertInto('call')
		.values({
			id: callId,
			reference: `RUSH-${callId.slice(-8)}`,
			kind: 'scholarship',
			service: 'cit',
			title: '{"fr":"Ruée"}',
			applicant: 'person',
			status: 'published',
			opensAt: new Date(now.getTime() - 86_400_000),
			closesAt: new Date(now.getTime() + 86_400_000),
			publishedAt: now,
			createdAt: now,
			updatedAt: now
		})
		.execute()
	await db
		.insertInto('formVersion')
		.values({ id: formId, callId, number: 1, definition: JSON.stringify(shortForm), publishedAt: now, createdAt: now })
		.execute()
	const answers = JSON.stringify({
		title: 'Une candidature',
		summary: 'n° 0',
		honour: { lang: 'fr', text: 'Tout est exact.' }
	})
	const applicants: Applicant[] = []
	for (let at = 0; at < EDITORS; at++) {
		const accountId = await createAccount(ctx, {
			email: `rush-${callId}-${at}@example.org`,
			name: `Candidat ${at}`,
			locale: 'fr'
		})
		const { cookie } = await beginSession(ctx, accountId, { address: '192.0.2.9', userAgent: 'bench' }, { secondFactor: false })
		const id = uuidv7()
		await db
			.insertInto('application')
			.values({
				id,
				reference: `RUSH-${callId.slice(-8)}-${String(at).padStart(5, '0')}`,
				callId,
				accountId,
				formVersionId: formId,
				answers,
				version: 0,
				status: 'draft',
				locale: 'fr',
				reminders: 3,
				createdAt: now,
				updatedAt: now
			})
			.execute()
		await db.insertInto('applicationAuthor').values({ applicationId: id, accountId, role: 'lead', addedAt: now }).execute()
		await db
			.insertInto('applicationDraft')
			.values({ applicationId: id, version: 0, answers, savedAt: now, reason: 'begun' })
			.execute()
		applicants.push({
			id,
			cookie: `${sessionCookie()}=${encodeURIComponent(cookie.value)}`,
			version: 0,
			page: randomUUID(),
			sent: 0,
			accepted: new Map(),
			key: randomUUID(),
			filed: 'no'
		})
	}
	return { callId, applicants }
}

/** Everybody at once: each on a beat of their own. Ends some seconds after closing. */
async function rush(url: string, applicants: Applicant[], closesAt: Date, latencies: Latency[]) {
	const agent = new Agent({ keepAlive: true, maxSockets: 512 })
	const end = closesAt.getTime() + AFTER_MS
	const post = (path: string, type: string, body: string, { cookie }: Applicant) =>
		new Promise<{ status: number; location: string; text: string } | null>((done) => {
			const started = performance.now()
			const sentAt = Date.now()
			// A form's answer is a page: without `accept` it would be JSON for a script, and always 200.
			const headers = {
				accept: 'text/html',
				'content-type': type,
				'content-length': Buffer.byteLength(body),
				cookie,
				origin: url
			}
			const sending = request(url + path, { method: 'POST', agent, headers, timeout: 20_000 }, (answer) => {
				let text = ''
				answer.setEncoding('utf8')
				answer.on('data', (chunk: string) => (text += chunk))
				answer.on('end', () => {
					latencies.push({ sentAt, ms: performance.now() - started })
					done({ status: answer.statusCode ?? 0, location: answer.headers.location ?? '', text })
				})
				answer.on('error', () => done(null))
			})
			sending.on('timeout', () => sending.destroy())
			sending.on('error', () => done(null))
			sending.end(body)
		})

	const edit = async (applicant: Applicant) => {
		await sleep(Math.random() * EVERY_MS)
		while (Date.now() < end && applicant.filed !== 'accepted') {
			const began = Date.now()
			const number = ++applicant.sent
			const body = JSON.stringify({
				version: applicant.version,
				page: applicant.page,
				values: { summary: `n° ${number}`, 'partners.0.name': 'Association Exemple', 'partners.0.task': 'x'.repeat(150) }
			})
			const answer = await post(`/fr/workspace/applications/${applicant.id}/autosave`, 'application/json', body, applicant)
			if (answer?.status === 200) {
				applicant.version = (JSON.parse(answer.text) as { version: number }).version
				applicant.accepted.set(applicant.version, number)
			}
			await sleep(Math.max(answer ? 0 : 1000, EVERY_MS - (Date.now() - began)))
		}
	}
	const file = async (applicant: Applicant, at: number) => {
		await sleep(Math.max(0, at - Date.now()))
		const path = `/fr/workspace/applications/${applicant.id}/file`
		for (let tries = 0; tries < 30; tries++) {
			const answer = await post(path, 'application/x-www-form-urlencoded', `key=${applicant.key}`, applicant)
			if (answer?.status === 303 && answer.location.includes('notice=filed')) applicant.filed = 'accepted'
			else if (answer && answer.status < 500) applicant.filed = 'refused'
			if (applicant.filed !== 'no') return
			await sleep(1000)
		}
	}
	const filing = applicants.slice(0, FILERS).map((applicant) => file(applicant, closesAt.getTime() - Math.random() * RUSH_MS))
	// Some come too late, from the very next millisecond on.
	const late = applicants.slice(FILERS, FILERS + 50).map((each, at) => file(each, closesAt.getTime() + at * 20))
	await Promise.all([...applicants.map(edit), ...filing, ...late])
	agent.destroy()
}

/** The queue makes the receipts when it comes to them. */
async function receipts({ db }: Database, callId: string) {
	for (let tries = 0; tries < 600; tries++) {
		const { rows } = await sql<{ missing: number }>`
			select count(*)::int as missing from filing f join application a on a.id = f.application_id
			where a.call_id = ${callId} and f.receipt_id is null`.execute(db)
		if (rows[0]!.missing === 0) return
		await sleep(1000)
	}
}

async function report(
	{ db }: Database,
	about: string,
	callId: string,
	applicants: Applicant[],
	closesAt: Date,
	latencies: Latency[]
) {
	const drafts = await sql<{ applicationId: string; version: number; summary: string }>`
		select d.application_id, d.version, d.answers ->> 'summary' as summary
		from application_draft d join application a on a.id = d.application_id where a.call_id = ${callId}`.execute(db)
	const kept = new Map(drafts.rows.map((row) => [`${row.applicationId}/${row.version}`, row.summary]))
	const filings = await sql<{ applicationId: string; filedAt: Date; receipts: number; mails: number }>`
		select f.application_id, f.filed_at, (f.receipt_id is not null)::int as receipts,
			(select count(*)::int from mail m where m.kind = 'calls.receipt' and m.ref = 'application:' || f.application_id) as mails
		from filing f join application a on a.id = f.application_id where a.call_id = ${callId}`.execute(db)
	const filed = Map.groupBy(filings.rows, (row) => row.applicationId)

	const lostSaves = applicants.reduce(
		(sum, { id, accepted }) =>
			sum + [...accepted].filter(([version, number]) => kept.get(`${id}/${version}`) !== `n° ${number}`).length,
		0
	)
	const accepted = applicants.filter((each) => each.filed === 'accepted')
	// Nothing accepted is nothing measured.
	const saves = applicants.reduce((sum, each) => sum + each.accepted.size, 0)
	if (!saves || !accepted.length) throw new Error(`${saves} saves and ${accepted.length} filings were accepted`)
	const count = (name: string, value: number, is: string, limit = 0) =>
		observe({ name: `${about}: ${name}`, value, unit: 'rows', limit, is })
	count('accepted saves lost', lostSaves, `of ${saves} accepted`)
	count('accepted filings lost', accepted.filter(({ id }) => !filed.has(id)).length, `of ${accepted.length} accepted`)
	count('filed more than once', [...filed.values()].filter((rows) => rows.length > 1).length, 'applications')
	count(
		'filings without exactly one receipt',
		filings.rows.filter((row) => row.receipts !== 1 || row.mails !== 1).length,
		`of ${filings.rows.length}`
	)
	count('filed after the instant', filings.rows.filter((row) => row.filedAt >= closesAt).length, 'by the database’s clock')
	// What is asked in the last minute and after it. The seconds before are for the process to have been there: it has just
	// been started, as it will not have been on the day.
	const from = closesAt.getTime() - RUSH_MS
	const sorted = latencies
		.filter(({ sentAt }) => sentAt >= from)
		.map(({ ms }) => ms)
		.sort((a, b) => a - b)
	const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
	observe({ name: `${about}: p50`, value: at(0.5), unit: 'ms', is: `${sorted.length} answers of the last minute` })
	observe({ name: `${about}: p99`, value: at(0.99), unit: 'ms', limit: 1000, is: 'after a kill too' })
	observe({ name: `${about}: slowest`, value: at(1), unit: 'ms', is: 'of them all' })
}
