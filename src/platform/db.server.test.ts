import { sql } from 'kysely'
import { expect, inject, onTestFinished, test } from 'vitest'
import { contextOn } from '#test/support'
import { connect, plannedOnce, transact } from './db.server.ts'

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

test('a marked statement is planned once by its connection, and no other', async () => {
	const { db, close } = connect(inject('server'), { max: 1 })
	onTestFinished(close)
	for (const n of [1, 2, 3]) {
		expect((await sql<{ n: number }>`select ${n}::int as n ${plannedOnce}`.execute(db)).rows).toEqual([{ n }])
		await sql`select ${n}::int as other`.execute(db)
	}
	const { rows } = await sql<{
		asked: number
	}>`select (generic_plans + custom_plans)::int as asked from pg_prepared_statements`.execute(db)
	expect(rows).toEqual([{ asked: 3 }])
})
