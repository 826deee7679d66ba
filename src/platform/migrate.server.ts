import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Kysely } from 'kysely'
import { Migrator, type Migration } from 'kysely/migration'
import { prepareQueue } from './jobs.server.ts'
import { connect } from './db.server.ts'

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../migrations')

async function getMigrations(): Promise<Record<string, Migration>> {
	const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort()
	const { sql } = await import('kysely')
	return Object.fromEntries(
		await Promise.all(
			files.map(async (file) => {
				const text = await readFile(join(folder, file), 'utf8')
				return [file.slice(0, -4), { up: async (db: Kysely<unknown>) => void (await sql.raw(text).execute(db)) }] as const
			})
		)
	)
}

/** The names of all migrations this version has, in order. */
export const knownMigrations = async (): Promise<string[]> => Object.keys(await getMigrations())

/**
 * Brings the database at `url` up to date: migrations/NNNN_name.sql in order, forward only, then the job queue; with `to`
 * only as far as that one. Several processes may call it at once: an advisory lock lets one work. Returns the names newly
 * applied.
 */
export async function migrate(url: string, { to }: { to?: string } = {}): Promise<string[]> {
	// Its own connections without time limits: building an index, or waiting for another process, may take long.
	const { db, pool, close } = connect(url, { max: 2, timeout: 0 })
	try {
		const migrator = new Migrator({ db: db.withoutPlugins(), provider: { getMigrations } })
		const { error, results } = await (to === undefined ? migrator.migrateToLatest() : migrator.migrateTo(to))
		if (error) throw error
		await prepareQueue(pool)
		return (results ?? []).filter((result) => result.status === 'Success').map((result) => result.migrationName)
	} finally {
		await close()
	}
}
