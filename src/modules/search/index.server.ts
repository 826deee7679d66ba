import { sql } from 'kysely'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import type { Localized } from '#platform/i18n'
import { lexemesOf, ofTitle, prepare, titleWords, type TitleWord } from './lexemes.ts'
import type { Item, ItemKind } from './schema.ts'

/**
 * Puts a public thing into the search, or brings it up to date. Called by the verb that makes or changes the thing, inside
 * its transaction: no commit, no row. The verb has asked whether it may; only what everybody may read is handed over.
 */
export const indexItem = (ctx: Ctx, item: Item) => indexItems(ctx, [item])

/** The same for many. Returns how many rows were written: what has not changed is left alone. */
export async function indexItems(ctx: Ctx, items: readonly Item[]): Promise<number> {
	if (items.length === 0) return 0
	return transact(ctx, async (ctx) => {
		// One order for everybody: two transactions writing the same things wait for each other and not in a circle.
		const prepared = [...new Map(items.map((item) => [`${item.kind}\0${item.id}`, prepare(item)])).entries()]
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([, item]) => item)
		const { rows: known } = await sql<{ kind: string; id: string; digest: string; title: Localized }>`
			select kind, id, digest, title from search_item
			where (kind, id) in (select * from unnest(${prepared.map(({ kind }) => kind)}::text[], ${prepared.map(({ id }) => id)}::text[]))
			order by kind, id for update`.execute(ctx.db)
		const before = new Map(known.map((row) => [`${row.kind}\0${row.id}`, row]))
		const changed = prepared.filter((item) => before.get(`${item.kind}\0${item.id}`)?.digest !== item.digest)
		if (changed.length === 0) return 0

		const rows = changed.map((item) => {
			const { body: _, names: __, ...row } = item
			return { ...row, lexemes: lexemesOf(item) }
		})
		await sql`
			insert into search_item
				(kind, id, path, title, summary, themes, countries, territories, at, standing, lexemes, digest, indexed_at)
			select kind, id, path, title, summary, themes, countries, territories, at, standing, lexemes::tsvector, digest, ${ctx.now}
			from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as item (kind text, id text, path text, title jsonb, summary jsonb,
				themes text[], countries text[], territories text[], at timestamptz, standing real, lexemes text, digest text)
			order by kind, id
			on conflict on constraint search_item_thing_key do update set path = excluded.path, title = excluded.title,
				summary = excluded.summary, themes = excluded.themes, countries = excluded.countries, territories = excluded.territories,
				at = excluded.at, standing = excluded.standing, lexemes = excluded.lexemes,
				digest = excluded.digest, indexed_at = excluded.indexed_at`.execute(ctx.db)
		await learnWords(
			ctx,
			changed.flatMap(({ title }) => titleWords(title))
		)
		await forgetWords(
			ctx,
			changed.flatMap(({ kind, id }) => titleWords(before.get(`${kind}\0${id}`)?.title ?? {}))
		)
		return changed.length
	})
}

/** Takes a thing that is no longer public out of the search. Silent when it was not there. */
export async function removeItem(ctx: Ctx, kind: ItemKind, id: string) {
	await transact(ctx, async (ctx) => {
		const gone = await ctx.db.deleteFrom('searchItem').where('kind', '=', kind).where('id', '=', id).returning('title').execute()
		await forgetWords(
			ctx,
			gone.flatMap(({ title }) => titleWords(title))
		)
	})
}

async function learnWords(ctx: Ctx, found: TitleWord[]) {
	const words = [...new Map(found.map((each) => [`${each.key} ${each.locale}`, each])).values()]
	// Nearly always known: looked up first, because an insert of a word another transaction is adding waits for its end.
	await sql`
		insert into search_word (key, locale, word)
		select * from unnest(${words.map(({ key }) => key)}::text[], ${words.map(({ locale }) => locale)}::text[], ${words.map(({ word }) => word)}::text[])
			as new (key, locale, word)
		where not exists (select from search_word w where w.key = new.key and w.locale = new.locale)
		order by key, locale
		on conflict do nothing`.execute(ctx.db)
}

/**
 * A word no title holds any more is not suggested, and a person who asked to be forgotten is not remembered by it. Two
 * transactions at once may lose a word that one of them still uses: a suggestion is poorer by one, nothing else.
 */
async function forgetWords(ctx: Ctx, lost: TitleWord[]) {
	const keys = [...new Set(lost.map(({ key }) => key))].sort()
	if (keys.length === 0) return
	const held = keys.map((key) => `'${ofTitle(`~${key}`)}'`)
	await sql`
		delete from search_word where key in (
			select lost.key from unnest(${keys}::text[], ${held}::text[]) as lost (key, held)
			where not exists (select from search_matches(lost.held::tsquery, 1)))`.execute(ctx.db)
}

/**
 * Where a module's public things come from when the index is made anew. `list` is called inside the transaction that
 * writes what it returns, and reads its rows `for share`: a change under way is waited for, or waits, and the older state
 * never overwrites the newer. `after` is the `next` of the call before.
 */
export type Source = {
	kinds: readonly ItemKind[]
	list(ctx: Ctx, after: string | null): Promise<{ items: Item[]; next: string | null }>
}

/** Twice the longest a job's statement may last, in milliseconds. */
const LONGEST_TRANSACTION = 600_000

/** Makes the index agree with its sources: writes what is missing or different, removes what none of them lists. */
export async function reindex(
	ctx: Ctx,
	sources: readonly Source[]
): Promise<{ listed: number; written: number; removed: number }> {
	const count = { listed: 0, written: 0, removed: 0 }
	for (const source of sources) {
		const listed = new Set<string>()
		for (let after: string | null = null; ;) {
			const next: string | null = await transact(ctx, async (ctx) => {
				const batch = await source.list(ctx, after)
				for (const { kind, id } of batch.items) listed.add(`${kind}\0${id}`)
				count.written += await indexItems(ctx, batch.items)
				return batch.next
			})
			if (next === null) break
			after = next
		}
		count.listed += listed.size
		// What was published while the list was read is not on it, and stays.
		const rows = await ctx.db
			.selectFrom('searchItem')
			.select(['kind', 'id'])
			.where('kind', 'in', [...source.kinds])
			.where('indexedAt', '<=', new Date(ctx.now.getTime() - LONGEST_TRANSACTION))
			.execute()
		for (const { kind, id } of rows)
			if (!listed.has(`${kind}\0${id}`)) {
				await removeItem(ctx, kind as ItemKind, id)
				count.removed++
			}
	}
	return count
}
