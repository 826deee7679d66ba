/** Every row of the house out of PostgreSQL and back in, by COPY: whatever tables the migrations made. */
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'

/** `pgboss` holds the jobs: a letter queued when the backup was made is sent after the restore. */
const schemas = ['public', 'pgboss']
const PIECE = 4 * 1024 * 1024

export type Table = { name: string; columns: string[] }
/** `rows` as PostgreSQL counted them; `sha256` over the text COPY writes. */
export type Copied = { columns: string[]; rows: number; sha256: string }

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`
const list = (columns: string[]) => columns.map(quoted).join(', ')
/** `schema.table` as SQL. */
const sqlName = (name: string) => name.split('.').map(quoted).join('.')

/** The tables to keep, without generated columns, and without what the migrator itself writes. */
export async function listTables(client: pg.ClientBase): Promise<Table[]> {
	const { rows } = await client.query<Table>(
		`select n.nspname || '.' || c.relname as name,
			array_agg(a.attname::text order by a.attnum) as columns
		from pg_class c
		join pg_namespace n on n.oid = c.relnamespace
		join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
		where n.nspname = any ($1) and c.relkind in ('r', 'p') and not c.relispartition and c.relname not like 'kysely_migration%'
		group by 1 order by 1`,
		[schemas]
	)
	return rows
}

/** The names of the migrations this database has seen, in order; empty for a database nobody has touched. */
export async function appliedMigrations(client: pg.ClientBase): Promise<string[]> {
	const { rows: there } = await client.query<{ there: boolean }>(
		`select to_regclass('public.kysely_migration') is not null as there`
	)
	if (!there[0]!.there) return []
	const { rows } = await client.query<{ name: string }>('select name from kysely_migration order by name')
	return rows.map(({ name }) => name)
}

/** Nothing was ever written: every write of the house leaves an entry in the trail. */
export async function neverUsed(client: pg.ClientBase): Promise<boolean> {
	if ((await appliedMigrations(client)).length === 0) return true
	const { rows } = await client.query<{ used: boolean }>('select exists (select from audit_event) as used')
	return !rows[0]!.used
}

/** Where each sequence stands, for `setSequences`. */
export async function readSequences(client: pg.ClientBase): Promise<Record<string, number>> {
	const { rows } = await client.query<{ name: string; value: number }>(
		`select schemaname || '.' || sequencename as name, last_value as value from pg_sequences
		where schemaname = any ($1) and last_value is not null order by 1`,
		[schemas]
	)
	return Object.fromEntries(rows.map(({ name, value }) => [name, value]))
}

export async function setSequences(client: pg.ClientBase, sequences: Record<string, number>): Promise<void> {
	for (const [name, value] of Object.entries(sequences))
		await client.query('select setval($1::regclass, $2)', [sqlName(name), value])
}

/** Writes the rows of a table to `take` in pieces of about 4 MiB. */
export async function copyOut(
	client: pg.ClientBase,
	{ name, columns }: Table,
	take: (piece: Buffer) => Promise<void>
): Promise<Copied> {
	const hash = createHash('sha256')
	const stream = client.query(copyTo(`copy (select ${list(columns)} from ${sqlName(name)}) to stdout`))
	let waiting: Buffer[] = []
	let bytes = 0
	const give = async () => {
		const piece = Buffer.concat(waiting)
		waiting = []
		bytes = 0
		if (piece.length === 0) return
		hash.update(piece)
		await take(piece)
	}
	for await (const chunk of stream as AsyncIterable<Buffer>) {
		waiting.push(chunk)
		bytes += chunk.length
		if (bytes >= PIECE) await give()
	}
	await give()
	return { columns, rows: stream.rowCount ?? 0, sha256: hash.digest('hex') }
}

/**
 * Fills a table with the rows of `content`, written by `copyOut` with `columns`. A column the table no longer has is
 * left out: only the queue's tables change without a migration of ours. Returns how many rows came in.
 */
export async function copyIn(
	client: pg.ClientBase,
	{ name, columns }: Table,
	content: AsyncIterable<Buffer>,
	has: readonly string[]
): Promise<number> {
	const known = columns.filter((column) => has.includes(column))
	if (known.length === columns.length) return fill(client, sqlName(name), columns, content)
	await client.query(
		`create temporary table incoming (${columns.map((column) => `${quoted(column)} text`).join(', ')}) on commit drop`
	)
	const rows = await fill(client, 'incoming', columns, content)
	const { rows: types } = await client.query<{ name: string; type: string }>(
		`select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute where attrelid = $1::regclass and attnum > 0`,
		[sqlName(name)]
	)
	const typeOf = new Map(types.map(({ name, type }) => [name, type]))
	await client.query(
		`insert into ${sqlName(name)} (${list(known)}) select ${known.map((column) => `${quoted(column)}::${typeOf.get(column)}`).join(', ')} from incoming`
	)
	await client.query('drop table incoming')
	return rows
}

async function fill(client: pg.ClientBase, table: string, columns: string[], content: AsyncIterable<Buffer>): Promise<number> {
	const stream = client.query(copyFrom(`copy ${table} (${list(columns)}) from stdin`))
	await pipeline(Readable.from(content, { objectMode: false }), stream)
	return stream.rowCount
}

/**
 * Empties every table and takes away what would refuse rows in another order: foreign keys and the house's own triggers
 * (the trail's append-only rule among them). In one transaction with `restoreRules`, which puts all of it back and so
 * checks every key; a crash between the two leaves the database as it was.
 */
export async function suspendRules(client: pg.ClientBase, tables: Table[]): Promise<string[]> {
	const { rows } = await client.query<{ drop: string; add: string }>(
		`select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop,
			format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as add
		from pg_constraint where contype = 'f' and conparentid = 0 and connamespace::regnamespace::text = any ($1)`,
		[schemas]
	)
	for (const { drop } of rows) await client.query(drop)
	for (const { name } of tables) await client.query(`alter table ${sqlName(name)} disable trigger user`)
	if (tables.length) await client.query(`truncate ${tables.map(({ name }) => sqlName(name)).join(', ')}`)
	return rows.map(({ add }) => add)
}

export async function restoreRules(client: pg.ClientBase, tables: Table[], rules: string[]): Promise<void> {
	for (const rule of rules) await client.query(rule)
	for (const { name } of tables) await client.query(`alter table ${sqlName(name)} enable trigger user`)
}
