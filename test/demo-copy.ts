import { chmod, cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase } from './server.ts'

/** The demo, filled once for a whole run and never worked on: the name of its database and its folder. */
export type FilledDemo = { database: string; home: string }

/**
 * A copy of the filled demo: a database of that name on the server at `address`, and a folder with the files, the secret
 * and the keys that belong to it. `settings` start a site on it in a few seconds; `remove` takes both away.
 */
export async function copyOfDemo(address: string, demo: FilledDemo, name: string) {
	const database = await createDatabase(address, name, demo.database)
	const home = await mkdtemp(join(tmpdir(), 'passerelle-demo-'))
	await cp(demo.home, home, { recursive: true })
	// The account that runs PostgreSQL for root must get in.
	await chmod(home, 0o711)
	return {
		home,
		database: database.url,
		settings: { DATABASE_URL: database.url, PASSERELLE_HOME: home },
		remove: async () => {
			await database.drop()
			await rm(home, { recursive: true, force: true })
		}
	}
}
