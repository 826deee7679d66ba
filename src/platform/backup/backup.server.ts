import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { z } from 'zod'
import { env } from '../env.ts'
import { files } from '../file-store.server.ts'
import { keyOf } from '../files.server.ts'
import { writeArchive, type Lock } from './archive.server.ts'
import { appliedMigrations, copyOut, listTables, readSequences, type Copied } from './database.server.ts'

/** The first entry: what this is, and which program can take it in. */
export const backupHeader = z.object({
	format: z.literal(1),
	at: z.iso.datetime(),
	migrations: z.array(z.string()).min(1),
	sequences: z.record(z.string(), z.number())
})
export type BackupHeader = z.infer<typeof backupHeader>

/** The last entry: without it the archive is not whole. */
export const backupDigests = z.object({
	tables: z.record(z.string(), z.object({ columns: z.array(z.string()), rows: z.number(), sha256: z.string() })),
	files: z.number(),
	/** Digests of files whose contents were not in the store: gone before this backup, not by it. */
	missing: z.array(z.string())
})
export type BackupDigests = z.infer<typeof backupDigests>

/** What lies beside the database and cannot be made again: the key of sessions and second factors, and the notary's. */
export const keptSecrets = ['secret', 'keys/notary'] as const

/**
 * Writes everything of the programme at `url` into one encrypted file: every row as of one instant, the jobs waiting, the
 * stored files, the secrets. The site may go on meanwhile. Throws BadArchive or the file system's error; then there is
 * no file.
 */
export async function writeBackup(url: string, path: string, lock: Lock, now: Date): Promise<BackupDigests> {
	const client = new pg.Client({ connectionString: url, statement_timeout: 0, idle_in_transaction_session_timeout: 0 })
	await client.connect()
	try {
		// One snapshot for all tables: a payment is never in without its award.
		await client.query('begin transaction isolation level repeatable read read only')
		const digests: BackupDigests = { tables: {}, files: 0, missing: [] }
		await writeArchive(path, lock, async (add) => {
			const migrations = await appliedMigrations(client)
			const header: BackupHeader = { format: 1, at: now.toISOString(), migrations, sequences: await readSequences(client) }
			await add('passerelle.json', Buffer.from(JSON.stringify(header)))
			for (const table of await listTables(client)) {
				let piece = 0
				const copied: Copied = await copyOut(client, table, (content) =>
					add(`tables/${table.name}/${String(++piece).padStart(6, '0')}`, content)
				)
				digests.tables[table.name] = copied
			}
			const store = await files()
			const { rows } = await client.query<{ digest: string; bytes: number }>(
				'select distinct digest, bytes from stored_file where removed_at is null order by digest'
			)
			for (const { digest, bytes } of rows) {
				if (!(await store.has(keyOf(digest)))) {
					digests.missing.push(digest)
					continue
				}
				await add(`files/${digest}`, { stream: await store.read(keyOf(digest)), bytes: Number(bytes) })
				digests.files++
			}
			for (const name of keptSecrets) {
				const file = join(env().PASSERELLE_HOME, name)
				if (existsSync(file)) await add(`home/${name}`, readFileSync(file))
			}
			await add('digests.json', Buffer.from(JSON.stringify(digests)))
		})
		return digests
	} finally {
		await client.end()
	}
}
