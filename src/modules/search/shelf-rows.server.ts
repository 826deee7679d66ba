import { sql } from 'kysely'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { facetLexeme, quoted } from './facets.ts'
import { ofTitle } from './lexemes.ts'

/**
 * A list that is opened with nothing typed and shows a count beside every filter: its entries (`<name>_entry`, with the
 * thing's id in the column `id`), and for each facet the bits of who has it (`<name>_block`); docs/decisions/0008-directory.md.
 */
export type Shelf = { name: 'directory' | 'portfolio' | 'funding'; id: string }

/** What a shelf keeps of a thing: only what everybody may read. `facets` are marked words such as `c:FR`. */
export type Entry = { id: string; sortKey: string; facets: string[]; words: Iterable<string> }

const BATCH = 1000

/**
 * Brings the shelf up to date with these things, inside the caller's transaction: those `entriesOf` gives are on it, the
 * others are not. To be called last: until the end of the transaction, others who write one of the same thousand wait.
 */
export async function writeShelf(
	ctx: Ctx,
	shelf: Shelf,
	thingIds: readonly string[],
	entriesOf: (ctx: Ctx, ids: string[]) => Promise<Entry[]>
): Promise<void> {
	if (thingIds.length === 0) return
	await transact(ctx, async (ctx) => {
		const touched = new Set<number>()
		const ids = [...new Set(thingIds)].sort()
		for (let at = 0; at < ids.length; at += BATCH) {
			const some = ids.slice(at, at + BATCH)
			for (const block of await writeEntries(ctx, shelf, some, await entriesOf(ctx, some))) touched.add(block)
		}
		await countBlocks(
			ctx,
			shelf,
			[...touched].sort((a, b) => a - b)
		)
	})
}

/** Returns the blocks in which a facet has changed. */
async function writeEntries(ctx: Ctx, { name, id }: Shelf, ids: string[], entries: Entry[]): Promise<number[]> {
	const [table, key] = [sql.table(`${name}_entry`), sql.raw(id)]
	const incoming = entries.map(({ id, sortKey, facets, words }) => ({
		id,
		sort_key: sortKey,
		facets: [...new Set(facets)].sort(),
		lexemes: [...[...words].map(quoted), ...facets.map(facetLexeme)].join(' ')
	}))
	const { rows: changed } = await sql<{ block: number }>`
		with incoming as (
			select * from jsonb_to_recordset(${JSON.stringify(incoming)}::jsonb)
				as e (id uuid, sort_key text, facets text[], lexemes text)
		), gone as (
			delete from ${table} where ${key} = any(${ids}::uuid[]) and ${key} not in (select id from incoming)
			returning no
		), known as (
			select e.no, i.id, e.facets from ${table} e join incoming i on e.${key} = i.id for update of e
		), updated as (
			update ${table} e set sort_key = i.sort_key, facets = i.facets, lexemes = i.lexemes::tsvector
			from incoming i join known using (id)
			where e.no = known.no and (e.sort_key, e.facets, e.lexemes) is distinct from (i.sort_key collate "C", i.facets, i.lexemes::tsvector)
			returning e.no, known.facets is distinct from i.facets as counts
		), added as (
			insert into ${table} (${key}, sort_key, facets, lexemes)
			select id, sort_key, facets, lexemes::tsvector from incoming
			where id not in (select id from known)
			order by id
			returning no
		)
		select distinct no / 1024 as block from (
			select no from gone union all select no from added union all select no from updated where counts
		) touched`.execute(ctx.db)
	return changed.map(({ block }) => block)
}

/** The bits of these blocks anew, from the entries: whatever was wrong with them is not after this. */
async function countBlocks(ctx: Ctx, { name }: Shelf, blocks: number[]) {
	if (blocks.length === 0) return
	const [table, bits] = [sql.table(`${name}_entry`), sql.table(`${name}_block`)]
	// In one order for everybody, and before the entries are read: what another transaction did to the block is then seen.
	await sql`select pg_advisory_xact_lock(hashtext(${`${name}_block`}), block)
		from (select unnest(${blocks}::int[]) as block order by 1) b`.execute(ctx.db)
	await sql`delete from ${bits} where block = any(${blocks}::int[])`.execute(ctx.db)
	await sql`
		insert into ${bits} (facet, block, members)
		select facet, e.no / 1024, bit_or(set_bit(repeat('0', 1024)::bit(1024), e.no % 1024, 1))
		from unnest(${blocks}::int[]) as b
			join ${table} e on e.no between b * 1024 and b * 1024 + 1023,
			unnest(e.facets || '{*}') as facet
		group by 1, 2`.execute(ctx.db)
}

/** A word of a name, kept again under a mark: what a name holds stands before what a text holds. */
export function addName(words: Set<string>, lexeme: string) {
	words.add(lexeme)
	if (lexeme[0] === '~') words.add(ofTitle(lexeme))
}
