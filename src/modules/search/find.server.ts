import { sql } from 'kysely'
import { fold } from '#engines/text/fold'
import { demanded, excerpt, highlight, mayBeBeginning, queryTerms, toTsquery, words, type QueryTerm } from '#engines/text/tokens'
import type { Ctx } from '#platform/ctx'
import { pick, type Locale, type Localized } from '#platform/i18n'
import { facet, ofTitle } from './lexemes.ts'
import {
	COUNTED,
	MOST_PAGES,
	PAGE_SIZE,
	type Facet,
	type Found,
	type ItemKind,
	type Question,
	type SearchResult
} from './schema.ts'

const LONGEST_QUESTION = 200
const EXCERPT = 220
/** Fewer than this and we look for what else may have been meant. */
const FEW = 3
const MOST_RANKED = PAGE_SIZE * MOST_PAGES

/**
 * What is public and holds every word of `q`, in any of the three languages and either script, best first: title before
 * text, then how closely the words stand together, how recent, how weighty. No `q`: everything the filters leave, the
 * newest first. The last word may be the beginning of one when too little holds it whole. Never an error, whatever is typed.
 */
export async function search(ctx: Ctx, question: Question): Promise<SearchResult> {
	const q = question.q.slice(0, LONGEST_QUESTION).replaceAll('\0', ' ').toWellFormed()
	const terms = queryTerms(q)
	const page = Math.min(Math.max(1, Math.trunc(question.page ?? 1) || 1), MOST_PAGES)
	const nothing = {
		total: 0,
		more: false,
		items: [],
		page: 1,
		pages: 0,
		facets: { kind: [], theme: [], country: [] },
		suggestions: []
	}
	if (q.trim() !== '' && terms.length === 0) return nothing
	if (terms.length === 0 && !question.kind && !question.theme && !question.country && !question.territory) return nothing

	const around = [
		...(question.theme ? [facet.theme(question.theme)] : []),
		...(question.country ? [facet.country(question.country)] : []),
		...(question.territory ? [facet.territory(question.territory)] : [])
	]
	const exact = asked(terms, around, false)
	let found = await answer(ctx, exact, question.kind ?? null, page)
	if (found.total < PAGE_SIZE && mayBeBeginning(terms))
		found = await answer(ctx, asked(terms, around, true), question.kind ?? null, page)

	const { total, more, rows, facets } = found
	const pages = Math.min(MOST_PAGES, Math.ceil(total / PAGE_SIZE))
	return {
		total,
		more,
		items: rows.map((row) => shown(row, terms, ctx.locale)),
		page: Math.min(page, Math.max(1, pages)),
		pages,
		facets,
		suggestions: total < FEW && terms.length > 0 ? await suggest(ctx, q, terms) : []
	}
}

/** The newest public things, for a search nobody has typed into yet. Timeless ones (towns, themes) do not count. */
export async function listRecent(ctx: Ctx, count = 10): Promise<Found[]> {
	const rows = await ctx.db
		.selectFrom('searchItem')
		.select(['kind', 'id', 'path', 'title', 'summary', 'at', 'themes', 'countries', 'territories'])
		.where('at', '<=', ctx.now)
		.orderBy('at', 'desc')
		.orderBy('no', 'desc')
		.limit(count)
		.execute()
	return rows.map((row) => shown(row as Row, [], ctx.locale))
}

type Asked = {
	/** Text of a tsquery: what a thing must hold. Empty when there are neither words nor filters but the kind. */
	all: string
	/** What it holds in its title, and how far in front that puts it: whole words more than beginnings. */
	titles: Place[]
	/** What its place is worked out from. Whole words only, so that they stand before mere beginnings. */
	rank: string | null
}
/** A tsquery and what finding something by it is worth. */
type Place = { wanted: string; worth: number }

const WHOLE_IN_TITLE = 2
const BEGUN_IN_TITLE = 0.8

function asked(terms: QueryTerm[], around: string[], prefixLast: boolean): Asked {
	const titled = terms.map((term) => ({ ...term, alternatives: term.alternatives.map(ofTitle) }))
	const together = (words: string | null) => [...(words ? [words] : []), ...around].join(' & ')
	const title = (prefixLast: boolean, worth: number): Place[] => {
		const words = toTsquery(titled, { prefixLast })
		return words ? [{ wanted: together(words), worth }] : []
	}
	return {
		all: together(toTsquery(terms, { prefixLast })),
		titles: [...title(false, WHOLE_IN_TITLE), ...(prefixLast ? title(true, BEGUN_IN_TITLE) : [])],
		rank: toTsquery(terms)
	}
}

type Row = {
	kind: ItemKind
	id: string
	path: string
	title: Localized
	summary: Localized
	/** Text where it comes out of jsonb. */
	at: Date | string | null
	themes: string[]
	countries: string[]
	territories: string[]
}
type Answer = { total: number; more: boolean; rows: Row[]; facets: SearchResult['facets'] }

/**
 * Up to COUNTED matches everything is exact. Above, the count stops there, and what may come on the pages is sought where
 * the best is likely: titles of these years, then all titles and texts of these months, texts of these years, everything. A word of half the
 * things there are is answered about as fast as a rare one.
 */
async function answer(ctx: Ctx, asked: Asked, kind: ItemKind | null, page: number): Promise<Answer> {
	const also = (places: Place[], what: string) => places.map(({ wanted, worth }) => ({ wanted: both(wanted, what), worth }))
	const all = kind ? both(asked.all, facet.kind(kind)) : asked.all
	const titles = kind ? also(asked.titles, facet.kind(kind)) : asked.titles
	const shown = { rank: asked.rank, page }
	// The kind is left out of the index's question, if there is another, so that the other kinds' counts stay in sight.
	const first = await weighAll(ctx, { ...shown, all: asked.all || all, titles: asked.titles, kind })
	if (!first.more) return first
	if (kind && asked.all) {
		const narrowed = await weighAll(ctx, { ...shown, all, titles, kind: null })
		if (!narrowed.more) return { ...narrowed, facets: { ...narrowed.facets, kind: first.facets.kind } }
	}
	const near = (of: (at: Date | null) => string, months: number[]) =>
		`(${[...months.map((month) => new Date(Date.UTC(ctx.now.getUTCFullYear(), ctx.now.getUTCMonth() + month))), null].map(of).join(' | ')})`
	const thisYear = near(facet.year, [-12, 0, 12])
	const thisQuarter = near(facet.quarter, [-3, 0, 3])
	const text = (wanted: string): Place => ({ wanted, worth: 0 })
	const steps = [
		also(titles, thisYear),
		[...titles, text(both(all, thisQuarter))],
		[text(both(all, thisYear))],
		[text(all)]
	].filter((step) => step.length > 0)
	const places: Place[] = []
	let best: Row[] = []
	for (const step of steps) {
		places.push(...step)
		const { rows, seen } = await weighBest(ctx, { ...shown, places })
		best = rows
		if (seen >= MOST_RANKED) break
	}
	return { total: COUNTED, more: true, rows: best, facets: first.facets }
}

const both = (one: string, other: string) => (one === '' ? other : `${one} & ${other}`)

const matches = ({ wanted, worth }: Place, most: number) =>
	sql`select *, ${worth}::real as worth from search_matches(${wanted}::tsquery, ${most}::int)`
const union = (places: Place[], most: number) =>
	sql.join(
		places.map((place) => matches(place, most)),
		sql` union all `
	)

/**
 * The page, out of `chosen` (no, at, standing, worth). `candidates` are the 200 that a glance puts first; only these have
 * their lexemes unpacked and weighed, which costs ten times as much as finding them. `date_part` and not `extract`: the
 * latter computes in `numeric`, and was half of a search's time.
 */
const pageOf = ({ now }: Ctx, { rank, page }: { rank: string | null; page: number }) => sql`
	dated as (
		select no, worth, standing, at,
			case when at is null then 0.5::float8 else 1 / (1 + abs(date_part('epoch', ${now}::timestamptz - at)) / 31557600) end as recency
		from chosen
	), candidates as materialized (
		select * from dated order by worth desc, recency + standing desc, no desc limit ${MOST_RANKED}
	), weighed as materialized (
		select no, row_number() over (order by
			c.worth + coalesce(ts_rank_cd('{0.05, 0.2, 0.5, 1}', i.lexemes, ${rank}::tsquery, 33), 0)
				+ 0.5 * c.recency + 0.5 * c.standing desc, c.recency desc, no desc) as place
		from candidates c join search_item i using (no)
	), shown as (
		select least(${page}::int, greatest(1, ceil(count(*) / ${PAGE_SIZE}::float)::int)) as page from candidates
	), cut as materialized (
		select no, place from weighed, shown where place > (page - 1) * ${PAGE_SIZE} and place <= page * ${PAGE_SIZE}
	), listed as (
		select jsonb_agg(jsonb_build_object('kind', kind, 'id', id, 'path', path, 'title', title, 'summary', summary, 'at', at,
			'themes', themes, 'countries', countries, 'territories', territories) order by place) as rows
		from cut join search_item using (no)
	)`

type Whole = { all: string; titles: Place[]; rank: string | null; kind: ItemKind | null; page: number }
/**
 * Everything that matches, counted by filter, and the page asked for, in one statement; or, above COUNTED, only that and
 * which filters the first few hundred would have. PostgreSQL works out a branch of a `case`, and a table expression, only
 * once somebody reads it.
 */
async function weighAll(ctx: Ctx, { all, titles, rank, kind, page }: Whole): Promise<Answer> {
	const none = sql`select no, 0 as worth from found limit 0`
	const counted = (value: string, from: string) =>
		`(select jsonb_agg(jsonb_build_array(value, n)) from (select value, count(*) as n from (select ${value} as value from ${from}) v group by value) f)`
	const facets = (all: string, ofKind: string) =>
		sql.raw(
			`jsonb_build_array(${counted('kind', all)}, ${counted('unnest(themes)', ofKind)}, ${counted('unnest(countries)', ofKind)})`
		)
	const { rows } = await sql<{ more: boolean; total: number; facets: ([string, number][] | null)[]; rows: Row[] | null }>`
		with found as materialized (
			select * from search_matches(${all}::tsquery, ${COUNTED + 1}::int)
		), titled as materialized (
			select no, max(worth) as worth from (${titles.length > 0 ? union(titles, COUNTED) : none}) t group by no
		), chosen as materialized (
			select found.*, coalesce(titled.worth, 0) as worth from found left join titled using (no)
			where ${kind}::text is null or kind = ${kind}
		), ${pageOf(ctx, { rank, page })},
		size as materialized (
			select count(*) > ${COUNTED} as more from found
		), taste as (
			select * from found limit 500
		)
		select more, case when more then ${COUNTED} else (select count(*)::int from chosen) end as total,
			case when more then ${facets('taste', 'taste')} else ${facets('found', 'chosen')} end as facets,
			case when not more then (select rows from listed) end as rows
		from size`.execute(ctx.db)
	const { more, total, facets: counts, rows: listed } = rows[0]!
	const [ofKind, ofTheme, ofCountry] = counts.map((values): Facet[] =>
		(values ?? [])
			.sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
			.map(([value, count]) => ({ value, count: more ? null : count }))
	)
	return { total, more, rows: listed ?? [], facets: { kind: ofKind!, theme: ofTheme!, country: ofCountry! } }
}

/** Enough for the newest of a year to be among them: the index gives its matches in no order. */
const MOST_OF_A_PLACE = 10_000

/** The page out of what is found at `places`, and how many candidates there were. */
async function weighBest(ctx: Ctx, { places, rank, page }: { places: Place[]; rank: string | null; page: number }) {
	const { rows } = await sql<{ seen: number; rows: Row[] | null }>`
		with chosen as materialized (
			select distinct on (no) no, at, standing, worth from (${union(places, MOST_OF_A_PLACE)}) f order by no, worth desc
		), ${pageOf(ctx, { rank, page })}
		select (select count(*)::int from candidates) as seen, rows from listed`.execute(ctx.db)
	return { seen: rows[0]!.seen, rows: rows[0]!.rows ?? [] }
}

function shown(
	{ kind, id, path, title, summary, at, themes, countries, territories }: Row,
	terms: QueryTerm[],
	locale: Locale
): Found {
	const name = pick(title, locale)
	const about = pick(summary, locale)
	return {
		kind,
		id,
		path,
		title: { segments: highlight(name.text, terms, name.lang), lang: name.lang },
		excerpt: about.text ? { segments: excerpt(about.text, terms, about.lang, EXCERPT), lang: about.lang } : null,
		at: at === null ? null : new Date(at),
		themes,
		countries,
		territories
	}
}

const MOST_MENDED = 4
const MOST_SUGGESTIONS = 3

/**
 * For a question that found next to nothing: with each unknown word replaced by the nearest of the titles' words, or, when
 * every word is known but never beside the others, each word alone. Only questions that find something are returned.
 */
async function suggest(ctx: Ctx, q: string, terms: QueryTerm[]): Promise<string[]> {
	const meaning = demanded(terms).slice(0, MOST_MENDED)
	const known = await Promise.all(meaning.map((term) => finds(ctx, toTsquery([term])!)))
	const unknown = meaning.filter((_, i) => !known[i])
	if (unknown.length === 0) return meaning.length > 1 ? meaning.slice(0, MOST_SUGGESTIONS).map(({ word }) => word) : []

	const nearest = await Promise.all(unknown.map((term) => near(ctx, fold(term.word))))
	const tries = [0, 1, 2].map((choice) => {
		let mended = q
		for (const { text, start, end } of words(q).toReversed()) {
			const at = unknown.findIndex((term) => term.word === text.toLowerCase().normalize('NFC'))
			const word = nearest[at]?.[choice] ?? (choice > 0 ? nearest[at]?.[0] : undefined)
			if (word) mended = mended.slice(0, start) + word + mended.slice(end)
		}
		return mended
	})
	const found: string[] = []
	for (const attempt of new Set(tries)) {
		if (attempt === q) continue
		const wanted = toTsquery(queryTerms(attempt))
		if (wanted && (await finds(ctx, wanted))) found.push(attempt)
	}
	return found.slice(0, MOST_SUGGESTIONS)
}

async function finds(ctx: Ctx, wanted: string): Promise<boolean> {
	const { rows } = await sql<{
		found: boolean
	}>`select exists (select from search_matches(${wanted}::tsquery, 1)) as found`.execute(ctx.db)
	return rows[0]!.found
}

/**
 * The words of titles written most like the key, each key once, in the reader's language where it has the word. Trigrams
 * only gather them: two letters exchanged (sevrice) leave a short word few trigrams, and count as one slip here.
 */
async function near(ctx: Ctx, key: string): Promise<string[]> {
	const { rows } = await sql<{ key: string; word: string }>`
		select key, word from (
			select distinct on (key) key, word, similarity(key, ${key}) as likeness from search_word
			where key % ${key} order by key, locale = ${ctx.locale} desc, locale
		) w order by likeness desc, key limit 30`.execute(ctx.db)
	return rows
		.map((row) => ({ ...row, slips: slips(row.key, key) }))
		.filter((row) => row.slips <= Math.max(1, key.length / 3))
		.sort((a, b) => a.slips - b.slips)
		.slice(0, MOST_SUGGESTIONS)
		.map(({ word }) => word)
}

/** How many letters were added, left out, changed or exchanged with their neighbour. */
function slips(one: string, other: string): number {
	let before: number[] = []
	let row = Array.from({ length: other.length + 1 }, (_, j) => j)
	for (let i = 1; i <= one.length; i++) {
		const next = [i]
		for (let j = 1; j <= other.length; j++) {
			const changed = row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1)
			const exchanged = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]
			next[j] = Math.min(changed, row[j]! + 1, next[j - 1]! + 1, exchanged ? before[j - 2]! + 1 : Infinity)
		}
		before = row
		row = next
	}
	return row[other.length]!
}
