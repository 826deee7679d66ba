import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbedded } from '../src/platform/embedded.server.ts'

/** Safe only where losing everything in a power cut does not matter. */
const careless = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_connections: '200' }

/** PostgreSQL for tests: `address` may create databases. TEST_DATABASE_URL, else DATABASE_URL, names one; else it is embedded. */
export async function testServer(): Promise<{ address: string; stop(): Promise<void> }> {
	const given = process.env.TEST_DATABASE_URL || process.env.DATABASE_URL
	if (given) return { address: given, stop: async () => {} }
	const dir = await mkdtemp(join(tmpdir(), 'passerelle-test-'))
	// The account that runs PostgreSQL for root must get in.
	await chmod(dir, 0o711)
	const server = await startEmbedded(join(dir, 'db'), careless)
	return {
		address: server.url('postgres'),
		stop: async () => {
			await server.stop()
			await rm(dir, { recursive: true, force: true })
		}
	}
}

/** A database of that name on the server, empty unless copied from another, replacing one left by a broken run. */
export async function createDatabase(
	address: string,
	name: string,
	template = 'template0'
): Promise<{ url: string; drop(): Promise<void> }> {
	const ask = async (...statements: string[]) => {
		const client = new pg.Client(address)
		await client.connect()
		try {
			for (const statement of statements) await client.query(statement)
		} finally {
			await client.end()
		}
	}
	await ask(`drop database if exists ${name} with (force)`, `create database ${name} template ${template} encoding 'UTF8'`)
	const url = new URL(address)
	url.pathname = `/${name}`
	return { url: url.href, drop: () => ask(`drop database if exists ${name} with (force)`) }
}
