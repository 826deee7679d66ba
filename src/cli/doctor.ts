import { randomUUID } from 'node:crypto'
import { constants, existsSync, readFileSync, statSync } from 'node:fs'
import { access, mkdir, statfs, unlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { Command } from 'commander'
import { createTransport } from 'nodemailer'
import pg from 'pg'
import { programme } from '#programme/programme'
import { territories } from '#programme/territories'
import { describeProvider, returnAddress, unlistedOrigin } from '../modules/identity/providers.server.ts'
import { notary, notaryKey } from '../modules/calls/notary.server.ts'
import { appliedMigrations } from '../platform/backup/database.server.ts'
import { BadConfiguration, env } from '../platform/env.ts'
import { files, incomingFolder } from '../platform/file-store.server.ts'
import { knownMigrations } from '../platform/migrate.server.ts'
import { scannerVersion } from '../platform/scanner.server.ts'
import { sourcesDigest } from './build.ts'
import { openDatabase } from './database.ts'
import { progressOf } from './programme/sentences.ts'

const root = resolve(import.meta.dirname, '../..')

/** `warn` works today and is not how a programme should run; `bad` does not work. */
type Finding = { state: 'ok' | 'warn' | 'bad'; what: string; found: string }
type Check = (say: (state: Finding['state'], found: string) => void) => void | Promise<void>

/** Adds `doctor` to the command: everything a programme needs, tried for real. */
export function addDoctorCommand(program: Command) {
	program
		.command('doctor')
		.description('try everything this programme needs, and say what is missing; exit 1 when something does not work')
		.option('--json', 'print [{ state, what, found }]')
		.action(examine)
}

async function examine({ json }: { json?: boolean }) {
	const findings: Finding[] = []
	const look = async (what: string, check: Check) => {
		const before = findings.length
		try {
			await check((state, found) => void findings.push({ state, what, found }))
		} catch (error) {
			if (error instanceof BadConfiguration && what === 'settings') throw error
			findings.push({ state: 'bad', what, found: (error as Error).message || String((error as { code?: string }).code) })
		}
		if (json) return
		for (const { state, found } of findings.slice(before))
			process.stdout.write(`${state.padEnd(4)}  ${what.padEnd(12)}  ${found}\n`)
	}

	await look('settings', settings)
	await look('programme', programmeFolder)
	await look('disk', disk)
	await look('secrets', secrets)
	await look('site', site)
	await look('database', async (say) => {
		const opened = await openDatabase({ migrated: false })
		try {
			const client = new pg.Client({ connectionString: opened.url, connectionTimeoutMillis: 5000 })
			await client.connect()
			try {
				await server(client, say)
				await queue(client, say)
			} finally {
				await client.end()
			}
		} finally {
			await opened.stop()
		}
	})
	await look('files', store)
	await look('scanner', scanner)
	await look('mail', mail)
	for (const provider of env().PASSERELLE_OIDC)
		await look('provider', async (say) => {
			const config = await describeProvider(provider)
			const unlisted = unlistedOrigin(provider, config)
			if (unlisted) say('bad', `${provider.key}: its sign-in page is at ${unlisted}, which its origins do not name`)
			else say('ok', `${provider.key}: ${provider.issuer} sends people back to ${returnAddress(provider.key)}`)
		})

	if (json) process.stdout.write(`${JSON.stringify(findings)}\n`)
	if (findings.some(({ state }) => state === 'bad')) process.exitCode = 1
}

const settings: Check = (say) => {
	const { PUBLIC_URL, PASSERELLE_SECOND_FACTOR, PASSERELLE_DEMO } = env()
	say('ok', `Node ${process.versions.node}`)
	const { hostname, protocol } = new URL(PUBLIC_URL)
	const local = ['localhost', '127.0.0.1'].includes(hostname)
	if (local) say('warn', `PASSERELLE_URL is ${PUBLIC_URL}: links in mails lead nowhere for anybody else`)
	else if (protocol === 'http:')
		say('warn', `PASSERELLE_URL is ${PUBLIC_URL}: without TLS passwords and sessions can be read on the way`)
	else say('ok', PUBLIC_URL)
	if (PASSERELLE_SECOND_FACTOR === 'optional') say('warn', 'PASSERELLE_SECOND_FACTOR is optional: staff should need one')
	if (PASSERELLE_DEMO) say('warn', 'this is a demo: everybody knows its passwords')
}

const programmeFolder: Check = (say) => {
	const folder = env().PASSERELLE_PROGRAMME
	if (!folder) return say('ok', 'the one built in, of France and Bulgaria')
	say('ok', `${programme.key} in ${programme.languages.join(', ')}, ${territories.length} territories, from ${resolve(folder)}`)
	for (const { language, translated, all, unknown } of progressOf(resolve(folder), programme.languages)) {
		say(
			translated < all ? 'warn' : 'ok',
			`${language}: ${translated} of ${all} sentences translated; the others are said in English`
		)
		if (unknown.length)
			say('warn', `${language}: ${unknown.length} sentences that this version does not say: ${unknown.slice(0, 3).join(', ')}`)
	}
}

const disk: Check = async (say) => {
	const { PASSERELLE_HOME } = env()
	await access(PASSERELLE_HOME, constants.R_OK | constants.W_OK | constants.X_OK)
	const { bavail, blocks, bsize } = await statfs(PASSERELLE_HOME)
	const free = (bavail * bsize) / 2 ** 30
	const said = `${free.toFixed(1)} GiB free (${Math.round((bavail / blocks) * 100)} %) where ${PASSERELLE_HOME} lies`
	say(free < 0.5 ? 'bad' : free < 5 || bavail / blocks < 0.05 ? 'warn' : 'ok', said)
}

const secrets: Check = (say) => {
	const file = join(env().PASSERELLE_HOME, 'secret')
	if (process.env.PASSERELLE_SECRET) say('ok', 'PASSERELLE_SECRET is set')
	else if (!existsSync(file)) say('bad', `there is no ${file}`)
	else if (statSync(file).mode & 0o077) say('bad', `${file} can be read by others: chmod 600`)
	else say('ok', `${file}, closed to others`)
	notary()
	say('ok', `the public record is signed with ${notaryKey()}`)
}

const site: Check = (say) => {
	const stamp = join(root, 'build/.stamp')
	const built = existsSync(stamp) && readFileSync(stamp, 'utf8') === sourcesDigest(root)
	say(built ? 'ok' : 'warn', built ? 'built from these sources' : 'not built from these sources: the next start builds it first')
}

type Say = Parameters<Check>[0]

async function server(client: pg.Client, say: Say) {
	const { rows } = await client.query<
		Record<'version' | 'encoding' | 'fsync' | 'commit' | 'connections', string> & { lag: number }
	>(
		`select current_setting('server_version') as version, current_setting('server_encoding') as encoding,
			current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
			current_setting('max_connections') as connections, extract(epoch from clock_timestamp())::float8 as lag`
	)
	const { version, encoding, fsync, commit, connections, lag } = rows[0]!
	const embedded = process.env.DATABASE_URL?.includes('host=') ? 'embedded ' : ''
	say('ok', `${embedded}PostgreSQL ${version}, ${connections} connections`)
	if (encoding !== 'UTF8') say('bad', `its encoding is ${encoding}: Bulgarian needs UTF8`)
	if (fsync === 'off' || commit === 'off')
		say('bad', `fsync is ${fsync}, synchronous_commit ${commit}: what was answered can be lost in a power cut`)
	const apart = Math.abs(lag * 1000 - Date.now()) / 1000
	if (apart > 2) say('bad', `its clock and this machine’s are ${apart.toFixed(0)} s apart: closings would depend on who is asked`)
	const used = env().PASSERELLE_POOL + env().PASSERELLE_WORKERS * 12 + 5
	if (used > Number(connections)) say('warn', `one start with these settings may need ${used} of its ${connections} connections`)

	const [known, applied] = [await knownMigrations(), await appliedMigrations(client)]
	const missing = known.filter((name) => !applied.includes(name))
	const foreign = applied.filter((name) => !known.includes(name))
	if (foreign.length) say('bad', `it was migrated by a newer version: ${foreign.join(', ')}`)
	else if (missing.length) say('warn', `${missing.length} migrations wait for the next start, or for passerelle migrate`)
	else say('ok', `migrated (${applied.length})`)
}

async function queue(client: pg.Client, say: Say) {
	const { rows: there } = await client.query<{ there: boolean }>(`select to_regclass('pgboss.job') is not null as there`)
	if (!there[0]!.there) return say('warn', 'the queue is made by the first migration')
	const { rows } = await client.query<{ overdue: number; failed: number; working: number }>(
		`select count(*) filter (where state in ('created', 'retry') and start_after < now() - interval '5 minutes')::int as overdue,
			count(*) filter (where state = 'failed' and completed_on > now() - interval '1 day')::int as failed,
			count(*) filter (where state = 'active')::int as working
		from pgboss.job`
	)
	const { overdue, failed, working } = rows[0]!
	if (overdue) say('bad', `${overdue} jobs have waited for more than five minutes: is a worker running?`)
	if (failed) say('warn', `${failed} jobs failed for good since yesterday: see the office, jobs`)
	if (!overdue) say('ok', `the queue is up to date (${working} under way)`)
}

const store: Check = async (say) => {
	const kept = await files()
	const key = `doctor/${randomUUID()}`
	const words = Buffer.from('written, read and deleted by passerelle doctor')
	await mkdir(incomingFolder(), { recursive: true, mode: 0o700 })
	const path = join(incomingFolder(), key.replace('/', '-'))
	await writeFile(path, words)
	try {
		await kept.put(key, path, { bytes: words.length, type: 'text/plain' })
		if (!(await buffer(await kept.read(key))).equals(words)) throw new Error('the store gave back something else')
	} finally {
		await kept.delete(key).catch(() => {})
		await unlink(path).catch(() => {})
	}
	say('ok', `${env().PASSERELLE_FILES ? 'the bucket' : 'the folder'} takes, gives and deletes`)
}

const scanner: Check = async (say) => {
	if (!env().PASSERELLE_CLAMD)
		return say('warn', 'no PASSERELLE_CLAMD: uploads are kept without being looked through for viruses')
	say('ok', await scannerVersion())
}

const mail: Check = async (say) => {
	const { PASSERELLE_SMTP_URL, PASSERELLE_MAIL_FROM } = env()
	if (!PASSERELLE_SMTP_URL) return say('warn', 'no PASSERELLE_SMTP_URL: mails wait in the outbox')
	const transport = createTransport({ url: PASSERELLE_SMTP_URL, connectionTimeout: 5000, greetingTimeout: 5000 })
	try {
		await transport.verify()
	} finally {
		transport.close()
	}
	say('ok', `${new URL(PASSERELLE_SMTP_URL).host} answers; mails come from ${PASSERELLE_MAIL_FROM}`)
	if (PASSERELLE_MAIL_FROM.includes('example.org')) say('warn', 'PASSERELLE_MAIL_FROM is still the example')
}
