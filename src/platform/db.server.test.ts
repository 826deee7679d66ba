import { sql } from 'kysely'
import { expect, inject, onTestFinished, test } from 'vitest'
import { contextOn } from '#test/support'
import { connect, transact } from './db.server.ts'

test('a connection lost in the middle of a transaction fails that transaction alone', async () => {
	const { db, close } = connect(inject('server'), { max: 2 })
	onTestFinished(close)
	const ctx = contextOn(db)
	const pidOf = async (on: typeof db) => (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(on)).rows[0]!.pid

	const lost = transact(ctx, async (inside) => {
		const pid = await pidOf(inside.db)
		await sql`select pg_terminate_backend(${pid})`.execute(db)
		// The news of it arrives while nothing is being asked.
		await new Promise((done) => setTimeout(done, 500))
		await pidOf(inside.db)
	})

	await expect(lost).rejects.toThrow()
	expect(await pidOf(db)).toBeGreaterThan(0)
})
