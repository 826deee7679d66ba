import { join } from 'node:path'
import pg from 'pg'
import { BadConfiguration, env } from '../platform/env.ts'
import { startEmbedded } from '../platform/embedded.server.ts'
import { log } from '../platform/log.ts'
import { migrate } from '../platform/migrate.server.ts'

/**
 * The database of DATABASE_URL, else the embedded one under PASSERELLE_HOME, migrated unless said otherwise. From then on
 * DATABASE_URL names it for this process and its children. Throws BadConfiguration, in one line, when it cannot be reached.
 */
export async function openDatabase({ migrated = true } = {}): Promise<{ url: string; applied: string[]; stop(): Promise<void> }> {
	const given = env().DATABASE_URL
	if (given) await reach(given)
	const embedded = given ? undefined : await keepEmbedded(join(env().PASSERELLE_HOME, 'db'))
	const url = given ?? embedded!.url()
	process.env.DATABASE_URL = url
	env().DATABASE_URL = url
	if (!migrated) return { url, applied: [], stop: async () => embedded?.stop() }
	const applied = await migrate(url).catch(async (error) => {
		// Whoever asked gets nothing to stop: a server left running would be nobody's.
		await embedded?.stop()
		throw error
	})
	return { url, applied, stop: async () => embedded?.stop() }
}

/** The embedded server, started again at the same address when it was killed: nobody else would. */
async function keepEmbedded(dir: string) {
	let server = await startEmbedded(dir)
	let stopping = false
	let mending: Promise<void> | undefined
	const mend = async () => {
		log.error('the embedded database ended by itself; it is started again')
		server = await startEmbedded(dir)
	}
	const watching = setInterval(() => {
		if (stopping || mending || server.alive()) return
		mending = mend()
			.catch((error: Error) => log.error({ error: error.message }, 'the embedded database does not start'))
			.finally(() => (mending = undefined))
	}, 500)
	watching.unref()
	const stop = async () => {
		stopping = true
		clearInterval(watching)
		await mending
		await server.stop()
	}
	return { url: server.url, stop }
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
