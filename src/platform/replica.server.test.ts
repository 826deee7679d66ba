import { readFileSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { startStandby } from '#test/standby'
import { connect } from './db.server.ts'
import { startEmbedded } from './embedded.server.ts'
import { watchReplica, type Replica } from './replica.server.ts'

async function until(replica: Replica, state: string) {
	for (let i = 0; i < 600 && replica.state().state !== state; i++) await sleep(100)
	expect(replica.state().state).toBe(state)
}

test('a replica is read while it follows, and left alone when it lags or is away', { timeout: 180_000 }, async () => {
	const home = await mkdtemp(join(tmpdir(), 'passerelle-replica-'))
	await chmod(home, 0o711)
	onTestFinished(() => rm(home, { recursive: true, force: true }))
	const primary = await startEmbedded(join(home, 'p'))
	onTestFinished(() => primary.stop())
	const database = connect(primary.url())
	onTestFinished(() => database.close())
	await database.pool.query('create table said (word text)')
	const standby = await startStandby(primary, join(home, 's'))
	onTestFinished(() => standby.stop())
	const replica = watchReplica(standby.url(), database.pool)
	onTestFinished(() => replica.close())

	await until(replica, 'fresh')
	await database.pool.query(`insert into said values ('once')`)
	await sleep(2500)
	const { rows } = await sql<{ word: string }>`select word from said`.execute(replica.db()!)
	expect(rows).toEqual([{ word: 'once' }])

	const there = new pg.Client(standby.url())
	await there.connect()
	await there.query('select pg_wal_replay_pause()')
	await database.pool.query(`insert into said values ('twice')`)
	await until(replica, 'behind')
	expect(replica.db()).toBeUndefined()
	await there.query('select pg_wal_replay_resume()')
	await there.end()
	await until(replica, 'fresh')

	// Ours keeps a connection to it, so it is not stopped politely.
	process.kill(Number(readFileSync(join(home, 's/cluster/postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL')
	await until(replica, 'unreachable')
	expect(replica.db()).toBeUndefined()
	// What matters goes on without it.
	await database.pool.query(`insert into said values ('thrice')`)
	expect((await database.pool.query('select from said')).rowCount).toBe(3)
})
