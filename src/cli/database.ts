import { join } from 'node:path'
import pg from 'pg'
import { BadConfiguration, env } from '../platform/env.ts'
import { startEmbedded } from '../platform/embedded.server.ts'
import { migrate } from '../platform/migrate.server.ts'

/**
 * The database of DATABASE_URL, else the embedded one under PASSERELLE_HOME, migrated. From then on DATABASE_URL names
 * it for this process and its children. Throws BadConfiguration, in one line, when it cannot be reached.
 */
export async function openDatabase(): Promise<{ url: string; migrated: string[]; stop(): Promise<void> }> {
	const given = env().DATABASE_URL
	if (given) await reach(given)
	const embedded = given ? undefined : await startEmbedded(join(env().PASSERELLE_HOME, 'db'))
	const url = given ?? embedded!.url()
	process.env.DATABASE_URL = url
	env().DATABASE_URL = url
	const migrated = await migrate(url).catch(async (error) => {
		// Whoever asked gets nothing to stop: a server left running would be nobody's.
		await embedded?.stop()
		throw error
	})
	return { url, migrated, stop: async () => embedded?.stop() }
}

async function reach(url: string) {
	const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })
	const { host, port, pathname } = new URL(url)
	const where = `${host || `localhost:${port || 5432}`}${pathname}`
	try {
		await client.connect()
	} catch (error) {
		throw new BadConfiguration(
			`DATABASE_URL: cannot reach ${where} (${(error as Error).message || (error as { code?: string }).code})`
		)
	}
	try {
		const { rows } = await client.query<{ n: number }>(`select current_setting('server_version_num')::int as n`)
		if (rows[0]!.n < 150_000)
			throw new BadConfiguration(
				`DATABASE_URL: ${where} runs PostgreSQL ${Math.floor(rows[0]!.n / 10_000)}; 15 or newer is needed`
			)
	} finally {
		await client.end()
	}
}
