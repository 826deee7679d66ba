import { sql, type RawBuilder } from 'kysely'
import { mayBeBeginning, queryTerms, toTsquery, type QueryTerm } from '#engines/text/tokens'
import type { Ctx } from '#platform/ctx'
import { facetLexeme } from './facets.ts'
import { ofTitle } from './lexemes.ts'
import type { Shelf } from './shelf-rows.server.ts'

/** Where a row stands in its list: what a cursor is made of. */
export type Position = { no: number; sortKey: string; titled: boolean }
/** How many have a facet; `without` is the filter that was left out for it, null for none. */
export type Count = { without: string | null; facet: string; n: number }

export type Asked = {
	/** Words in any language and either script, the last perhaps only begun. */
	q: string
	/** The facet of each filter that is set, by the filter's name. */
	filters: Map<string, string>
	/** What else must hold, as a tsquery over words and facets: a choice of several facets, in brackets. */
	also?: string | null
	/** Facets by whose mark (`c:`) the values of a filter are known, for those counted without their own filter. */
	marks: Record<string, string>
	/** Facets whose counts are wanted, and a mark all of whose facets are. */
	wanted: readonly string[]
	mark: string
	after: string | null
	limit: number
	/** With fewer, the last word is taken as perhaps only begun. The same on every page, or its cursors mean other rows. */
	enough: number
}

/** What stands first in the list: the columns of Position with whatever a row shows. */
export type RowsOf<Row> = (ctx: Ctx, chosen: RawBuilder<unknown>) => Promise<Row[]>

/**
 * Those that hold every word of `q` and have every facet, those with the words in their name first, then in the shelf's
 * order, with the counts of the wanted facets. A facet that is filtered by is counted without its own filter if `marks`
 * names it. Four statements at most. `rowsOf` reads the rows of `chosen (no, sort_key, titled)`, in that order.
 */
export async function searchShelf<Row extends Position>(
	ctx: Ctx,
	shelf: Shelf,
	asked: Asked,
	rowsOf: RowsOf<Row>
): Promise<{ total: number; counts: Count[]; rows: Row[]; more: boolean }> {
	const q = asked.q.slice(0, 200).replaceAll('\0', ' ').toWellFormed()
	const terms = queryTerms(q)
	if (q.trim() !== '' && terms.length === 0) return { total: 0, counts: [], rows: [], more: false }

	const and = (query: string | null) => [query, asked.also].filter(Boolean).join(' & ') || null
	let words = and(terms.length > 0 ? toTsquery(terms) : null)
	let counts = await count(ctx, shelf, asked, words)
	let begun = false
	if (words && totalOf(counts) < asked.enough && mayBeBeginning(terms)) {
		begun = true
		words = and(toTsquery(terms, { prefixLast: true }))
		counts = await count(ctx, shelf, asked, words)
	}
	const total = totalOf(counts)
	const title = terms.length > 0 ? and(toTsquery(inNames(terms), { prefixLast: begun })) : null
	const found =
		total > 0 ? await page(ctx, shelf, { ...asked, words, title, facets: [...asked.filters.values()], total }, rowsOf) : []
	return { total, counts, rows: found.slice(0, asked.limit), more: found.length > asked.limit }
}

const totalOf = (counts: Count[]) => counts.find(({ without, facet }) => without === null && facet === '*')?.n ?? 0

/** Names are found by key alone: the same in every language. */
const inNames = (terms: QueryTerm[]): QueryTerm[] =>
	terms.map((term) => ({ ...term, alternatives: term.alternatives.filter((lexeme) => lexeme[0] === '~').map(ofTitle) }))

const startsWith = (mark: string) => sql`facet >= ${mark} and facet < ${mark.replace(':', ';')}`

/** Every count of a page in one statement. */
async function count(ctx: Ctx, shelf: Shelf, { filters, marks, wanted, mark }: Asked, words: string | null): Promise<Count[]> {
	const bits = sql.table(`${shelf.name}_block`)
	const asked = [...new Set([...wanted, '*'])]
	const sets: RawBuilder<unknown>[] = []
	const counts: RawBuilder<unknown>[] = []
	for (const without of [null, ...[...filters.keys()].filter((name) => name in marks)]) {
		const kept = [...filters].flatMap(([name, facet]) => (name === without ? [] : [facet]))
		const values = without === null ? sql`(facet = any(${asked}::text[]) or ${startsWith(mark)})` : startsWith(marks[without]!)
		if (!words && kept.length === 0) {
			counts.push(sql`select ${without}::text as without, facet, sum(bit_count(members))::int as n from ${bits}
				where ${values} group by facet`)
			continue
		}
		const name = sql.raw(`base_${sets.length}`)
		sets.push(
			words
				? sql`${name} as materialized (select block, members
					from ${sql.raw(`${shelf.name}_bits`)}(${together(words, kept)}::tsquery))`
				: sql`${name} as materialized (
					select block, bit_and(members) as members from ${bits} where facet = any(${kept}::text[])
					group by block having count(*) = ${kept.length})`
		)
		counts.push(sql`select ${without}::text as without, b.facet, sum(bit_count(b.members & base.members))::int as n
			from ${name} base join ${bits} b using (block) where ${values} group by b.facet`)
	}
	const { rows } = await sql<Count>`
		${sets.length ? sql`with ${sql.join(sets)}` : sql``}
		${sql.join(counts, sql` union all `)}`.execute(ctx.db)
	return rows.filter(({ n }) => n > 0)
}

/** Up to here the matches are fetched and sorted; above, the list is walked in its order until a page is full. */
const FEW = 4000

/** Words and facets as one question to the index. */
const together = (words: string | null, facets: readonly string[]) =>
	[...(words ? [words] : []), ...facets.map(facetLexeme)].join(' & ')

async function page<Row extends Position>(
	ctx: Ctx,
	{ name }: Shelf,
	{
		words,
		title,
		facets,
		total,
		after,
		limit
	}: Asked & { words: string | null; title: string | null; facets: string[]; total: number },
	rowsOf: RowsOf<Row>
): Promise<Row[]> {
	const past = readCursor(after)
	const passed = past ? sql`where (sort_key, no) > (${past.sortKey}, ${past.no})` : sql``
	const inOrder = sql`order by sort_key, no limit ${limit + 1}`
	const matches = (wanted: string) => sql`${sql.raw(`${name}_matches`)}(${wanted}::tsquery)`
	if (!words) {
		if (facets.length > 0 && total <= FEW)
			return rowsOf(ctx, sql`select no, sort_key, false as titled from ${matches(together(null, facets))} ${passed} ${inOrder}`)
		return rowsOf(
			ctx,
			sql`select no, sort_key, false as titled from ${sql.table(`${name}_entry`)}
				where facets @> ${facets}::text[] ${past ? sql`and (sort_key, no) > (${past.sortKey}, ${past.no})` : sql``} ${inOrder}`
		)
	}
	const named = title ? matches(together(title, facets)) : null
	// Names come first, and of a common word there are enough: the texts need not be looked at.
	const first =
		named && past?.titled !== false
			? await rowsOf(ctx, sql`select no, sort_key, true as titled from ${named} ${passed} ${inOrder}`)
			: []
	if (first.length > limit) return first
	const rest = await rowsOf(
		ctx,
		sql`select no, sort_key, false as titled from (
			select no, sort_key from ${matches(together(words, facets))}
			${named ? sql`where no not in (select no from ${named})` : sql``}
		) m ${past && !past.titled ? passed : sql``} ${inOrder}`
	)
	return [...first, ...rest].slice(0, limit + 1)
}

/** What `after` must be to go on behind this row. */
export const cursorOf = ({ titled, sortKey, no }: Position) =>
	Buffer.from(JSON.stringify([titled ? 1 : 0, sortKey, no])).toString('base64url')

/** Null for none, and for one that is not ours: the list begins at its beginning. */
function readCursor(after: string | null): Position | null {
	if (!after) return null
	try {
		const [titled, sortKey, no] = JSON.parse(Buffer.from(after, 'base64url').toString()) as unknown[]
		if (typeof sortKey !== 'string' || sortKey.includes('\0') || !Number.isInteger(no) || Math.abs(no as number) > 2 ** 31 - 1)
			return null
		return { titled: titled === 1, sortKey: sortKey.toWellFormed(), no: no as number }
	} catch {
		return null
	}
}
