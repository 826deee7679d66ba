import { createHash } from 'node:crypto'
import { createWriteStream, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { env } from '../env.ts'
import { files, incomingFolder } from '../file-store.server.ts'
import { keyOf } from '../files.server.ts'
import { knownMigrations, migrate } from '../migrate.server.ts'
import { BadArchive, readArchive, type Entry, type Unlock } from './archive.server.ts'
import { backupDigests, backupHeader, keptSecrets, type BackupDigests, type BackupHeader } from './backup.server.ts'
import {
	appliedMigrations,
	copyIn,
	listTables,
	neverUsed,
	restoreRules,
	setSequences,
	suspendRules,
	type Table
} from './database.server.ts'

/** The restore is refused for a reason its operator can put right; nothing was changed. */
export class RestoreRefused extends Error {}

/** A small entry, whole. */
async function textOf(entry: Entry): Promise<string> {
	const chunks: Buffer[] = []
	for await (const chunk of entry.content) chunks.push(chunk)
	return Buffer.concat(chunks).toString('utf8')
}

function parsed<T>(shape: { safeParse(value: unknown): { success: true; data: T } | { success: false } }, text: string): T {
	const result = shape.safeParse(JSON.parse(text))
	if (!result.success) throw new BadArchive('this backup has a form this version does not know')
	return result.data
}

/**
 * Reads a backup from its first byte to its last and recomputes every digest. Throws BadArchive with the first thing that
 * does not hold, before anything is written anywhere.
 */
export async function checkBackup(path: string, unlock: Unlock): Promise<{ header: BackupHeader; digests: BackupDigests }> {
	let header: BackupHeader | undefined
	let digests: BackupDigests | undefined
	const tables = new Map<string, ReturnType<typeof createHash>>()
	let contents = 0
	for await (const entry of readArchive(path, unlock)) {
		const [folder, name = ''] = entry.name.split('/')
		if (entry.name === 'passerelle.json') header = parsed(backupHeader, await textOf(entry))
		else if (entry.name === 'digests.json') digests = parsed(backupDigests, await textOf(entry))
		else if (folder === 'tables') {
			if (!tables.has(name)) tables.set(name, createHash('sha256'))
			for await (const chunk of entry.content) tables.get(name)!.update(chunk)
		} else if (folder === 'files') {
			const hash = createHash('sha256')
			for await (const chunk of entry.content) hash.update(chunk)
			if (hash.digest('hex') !== name) throw new BadArchive(`the file ${name} is not what its digest says`)
			contents++
		}
	}
	if (!header || !digests) throw new BadArchive('this is no backup of Passerelle, or its end is missing')
	const empty = createHash('sha256').digest('hex')
	for (const [name, { sha256 }] of Object.entries(digests.tables))
		if ((tables.get(name)?.digest('hex') ?? empty) !== sha256)
			throw new BadArchive(`the table ${name} is not what its digest says`)
	if (contents !== digests.files) throw new BadArchive(`${digests.files} files were kept, ${contents} are there`)
	return { header, digests }
}

/**
 * Brings a checked backup into the empty programme at `url`: its own migrations, its rows, files and secrets, then the
 * migrations that are newer. Rows come in one transaction: after a crash the database is as empty as before. Throws
 * RestoreRefused when there is something already, or the backup is of a newer version; BadArchive as `checkBackup`.
 */
export async function restoreBackup(url: string, path: string, unlock: Unlock): Promise<BackupDigests> {
	const { header, digests } = await checkBackup(path, unlock)
	const known = await knownMigrations()
	const unknown = header.migrations.find((name, i) => known[i] !== name)
	if (unknown)
		throw new RestoreRefused(`the backup comes from another or newer version: this one does not have its migration ${unknown}`)
	const client = new pg.Client({ connectionString: url, statement_timeout: 0, idle_in_transaction_session_timeout: 0 })
	await client.connect()
	try {
		if (!(await neverUsed(client)))
			throw new RestoreRefused('this programme is not empty: restore into a new database and a new PASSERELLE_HOME')
		const applied = await appliedMigrations(client)
		if (applied.length > header.migrations.length)
			throw new RestoreRefused('this database was already set up by a newer version than the backup’s: give it a new one')
		await migrate(url, { to: header.migrations.at(-1)! })
		await client.query('begin')
		// Asked again inside: nothing may have begun meanwhile, and nothing begins until the commit.
		await client.query('lock table audit_event in access exclusive mode')
		if (!(await neverUsed(client))) throw new RestoreRefused('somebody has begun to use this programme meanwhile')
		const tables = await listTables(client)
		const rules = await suspendRules(client, tables)
		await takeIn(client, readArchive(path, unlock), tables, digests)
		await restoreRules(client, tables, rules)
		await setSequences(client, header.sequences)
		await client.query('commit')
	} finally {
		await client.end()
	}
	await migrate(url)
	return digests
}

async function takeIn(client: pg.Client, entries: AsyncGenerator<Entry>, tables: Table[], digests: BackupDigests) {
	const columns = new Map(tables.map((table) => [table.name, table.columns]))
	let held: Entry | undefined
	const next = async () => {
		const entry = held ?? ((await entries.next()).value as Entry | undefined)
		held = undefined
		return entry
	}
	for (let entry = await next(); entry; entry = await next()) {
		const [folder, name = ''] = entry.name.split('/')
		if (folder === 'tables') {
			const { columns: written, rows } = digests.tables[name]!
			const has = columns.get(name)
			if (!has) throw new BadArchive(`this version has no table ${name}`)
			const first = entry
			// The pieces of a table follow one another; the first entry of something else is kept for the next turn.
			async function* pieces() {
				yield* first.content
				for (let piece = await next(); piece; piece = await next()) {
					if (!piece.name.startsWith(`tables/${name}/`)) {
						held = piece
						return
					}
					yield* piece.content
				}
			}
			const came = await copyIn(client, { name, columns: written }, pieces(), has)
			if (came !== rows) throw new BadArchive(`the table ${name} had ${rows} rows, ${came} came in`)
		} else if (folder === 'files') await keepContents(name, entry)
		else if (folder === 'home') keepSecret(entry.name.slice('home/'.length), await textOf(entry))
	}
}

async function keepContents(digest: string, entry: Entry) {
	const store = await files()
	await mkdir(incomingFolder(), { recursive: true, mode: 0o700 })
	const arriving = join(incomingFolder(), `restore-${digest}`)
	try {
		await pipeline(Readable.from(entry.content), createWriteStream(arriving, { flush: true }))
		await store.put(keyOf(digest), arriving, { bytes: entry.bytes, type: 'application/octet-stream' })
	} finally {
		await rm(arriving, { force: true })
	}
}

function keepSecret(name: string, content: string) {
	if (!(keptSecrets as readonly string[]).includes(name)) throw new BadArchive(`there is no secret called ${name}`)
	const file = join(env().PASSERELLE_HOME, name)
	// The programme is empty: what lies here was made a moment ago, for nothing.
	if (existsSync(file) && readFileSync(file, 'utf8') === content) return
	mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
	writeFileSync(file, content, { mode: 0o600 })
}
