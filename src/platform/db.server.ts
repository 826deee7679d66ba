import { CamelCasePlugin, Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import type { Ctx } from './ctx.ts'
import { constraints, RuleBroken } from './errors.ts'
import { log } from './log.ts'
import type { DB } from './tables.ts'

export type Db = Kysely<DB>
export type Database = { db: Db; pool: pg.Pool; close(): Promise<void> }

// int8 comes as text by default; every int8 here is a count or cents, far below 2^53.
pg.types.setTypeParser(20, Number)
// A date is a day, not an instant: left as YYYY-MM-DD, or it would shift with the machine's zone.
pg.types.setTypeParser(1082, (value) => value)

/**
 * Opens a pool on `url`. `timeout` bounds a statement and an idle transaction, in milliseconds; 0 is none. A process with long
 * work may be too busy to see at once that it was answered: it waits longer for a connection too.
 */
export function connect(url: string, { max = 10, timeout = 15_000 } = {}): Database {
	const pool = new pg.Pool({
		connectionString: url,
		max,
		statement_timeout: timeout,
		idle_in_transaction_session_timeout: timeout,
		connectionTimeoutMillis: timeout === 0 || timeout > 60_000 ? 60_000 : 10_000
	})
	pool.on('error', (error) => log.warn({ error: error.message }, 'lost an idle database connection'))
	// One that is in use and lost between two statements of a transaction has no other listener: the process would end.
	// The next statement fails, and the pool lets the connection go.
	pool.on('connect', (client) => {
		client.on('error', () => {})
		planOnce(client)
	})
	const db = new Kysely<DB>({
		dialect: new PostgresDialect({ pool }),
		plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })]
	})
	const close = async () => {
		await db.destroy()
		// Kysely ends only a pool it has used.
		if (!pool.ending) await pool.end()
	}
	return { db, pool, close }
}

const mark = '/* planned once */'
/**
 * Marks a statement that is asked all the time and has hardly any work in it, so that planning is most of it: each connection
 * plans it once. It stands at the end (`modifyEnd`). Such a statement names its columns: `*` would fail where a migration adds
 * one meanwhile.
 */
export const plannedOnce = sql.raw(mark)
const names = new Map<string, string>()

/** The driver prepares what has a name, and Kysely has no way of giving one. */
function planOnce(client: pg.ClientBase) {
	const query = client.query.bind(client) as (...args: unknown[]) => unknown
	const named = (text: unknown, values: unknown, ...rest: unknown[]) => {
		if (typeof text !== 'string' || !text.endsWith(mark)) return query(text, values, ...rest)
		const name = names.get(text) ?? `statement-${names.size + 1}`
		names.set(text, name)
		return query({ name, text, values }, ...rest)
	}
	client.query = named as typeof client.query
}

/**
 * Runs `work` in a transaction. Called inside another transaction it joins it behind a savepoint, so verbs can
 * call one another without knowing who opened the transaction. A deadlock is tried again, only at the outermost.
 * A violated named constraint comes out as the RuleBroken registered for it (`onConstraint`).
 */
export async function transact<T>(ctx: Ctx, work: (ctx: Ctx) => Promise<T>): Promise<T> {
	if (!ctx.db.isTransaction) {
		for (let tries = 3; ; tries--) {
			try {
				return await ctx.db.transaction().execute((tx) => work({ ...ctx, db: tx }))
			} catch (error) {
				if (tries === 1 || !['40001', '40P01'].includes((error as pg.DatabaseError).code ?? '')) throw friendly(error)
			}
		}
	}
	await sql`savepoint step`.execute(ctx.db)
	try {
		const result = await work(ctx)
		await sql`release savepoint step`.execute(ctx.db)
		return result
	} catch (error) {
		await sql`rollback to savepoint step`.execute(ctx.db)
		throw friendly(error)
	}
}

function friendly(error: unknown) {
	const { code, constraint } = error as pg.DatabaseError
	const known = code?.startsWith('23') && constraint ? constraints[constraint] : undefined
	return known ? new RuleBroken(known.key, known.field) : error
}
