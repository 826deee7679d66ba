import { sql } from 'kysely'
import type { Ctx } from './ctx.ts'

/**
 * The next public reference of a series: `2027-ORG-00042`. `series` is two to five capital letters. Call it inside the
 * transaction that writes the thing: the counter's row is locked until it commits, and a rollback gives the number back.
 * `count` takes several at once, first to last.
 */
export async function nextReference(ctx: Ctx, series: string): Promise<string> {
	return (await nextReferences(ctx, series, 1))[0]!
}

export async function nextReferences(ctx: Ctx, series: string, count: number): Promise<string[]> {
	if (count === 0) return []
	const year = ctx.now.getUTCFullYear()
	const { last } = await ctx.db
		.insertInto('referenceCounter')
		.values({ series, year, last: count })
		.onConflict((conflict) => conflict.columns(['series', 'year']).doUpdateSet({ last: sql`reference_counter.last + ${count}` }))
		.returning('last')
		.executeTakeFirstOrThrow()
	return Array.from({ length: count }, (_, at) => `${year}-${series}-${String(last - count + at + 1).padStart(5, '0')}`)
}

/**
 * The public references of things named as the audit trail names them (`project:<id>`): a thing's kind is the name of its
 * table. Those without a reference, or gone, are left out. Two queries however many there are.
 */
export async function referencesOf(ctx: Ctx, things: readonly { kind: string; id: string }[]): Promise<Map<string, string>> {
	const { rows: tables } = await sql<{ name: string }>`
		select relname as name from pg_class join pg_attribute on attrelid = pg_class.oid
		where relnamespace = 'public'::regnamespace and relkind = 'r' and attname = 'reference' and not attisdropped
		and relname = any(${[...new Set(things.map(({ kind }) => tableOf(kind)))]}::text[])`.execute(ctx.db)
	if (tables.length === 0) return new Map()
	const { rows } = await sql<{ ref: string; reference: string }>`${sql.join(
		tables.map(({ name }) => {
			const kind = name.replaceAll('_', '-')
			const ids = things.flatMap((thing) => (thing.kind === kind ? [thing.id] : []))
			return sql`select ${kind}::text || ':' || id as ref, reference from ${sql.table(name)} where id = any(${ids}::uuid[])`
		}),
		sql` union all `
	)}`.execute(ctx.db)
	return new Map(rows.map(({ ref, reference }) => [ref, reference]))
}

const tableOf = (kind: string) => kind.replaceAll('-', '_')
