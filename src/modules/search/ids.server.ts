import { sql } from 'kysely'
import { mayBeBeginning, queryTerms, toTsquery } from '#engines/text/tokens'
import type { Ctx } from '#platform/ctx'
import { facet } from './lexemes.ts'
import type { ItemKind } from './schema.ts'

/** More things than this that hold the words, and a list narrowed by them shows the newest only. */
const MOST = 2000

/**
 * The public things of these kinds that hold every word of `q`, in any of the three languages and either script, the last
 * word also as a beginning if it has three letters: for a module's own list, which has filters the search knows nothing of.
 * Null when `q` holds no word: then it narrows nothing. At most 2,000 ids, the newest first.
 */
export async function findIds(ctx: Ctx, q: string, kinds: readonly ItemKind[]): Promise<string[] | null> {
	const terms = queryTerms(q.slice(0, 200).replaceAll('\0', ' ').toWellFormed())
	const wanted = toTsquery(terms, { prefixLast: mayBeBeginning(terms) })
	if (wanted === null) return null
	const question = `${wanted} & (${kinds.map(facet.kind).join(' | ')})`
	const { rows } = await sql<{ id: string }>`
		select i.id from search_matches(${question}::tsquery, 10000) m join search_item i using (no)
		order by m.at desc nulls last, m.no desc limit ${MOST}`.execute(ctx.db)
	return rows.map(({ id }) => id)
}
