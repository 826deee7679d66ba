import { sql } from 'kysely'
import { fold } from '#engines/text/fold'
import { demanded, excerpt, highlight, queryTerms, toTsquery, words, type QueryTerm } from '#engines/text/tokens'
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

/** Two letters begin too much to be of help. */
const mayBeBeginning = (terms: QueryTerm[]) => {
	const last = demanded(terms).at(-1)
	return last !== undefined && last === terms.at(-1) && fold(last.word).length >= 3
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
 * the best is likely: titles of these years, then titles and texts of these years, then all. A word of half the things
 * there are is answered as fast as a rare one.
 */
async function answer(ctx: Ctx, asked: Asked, kind: ItemKind | null, page: number): Promise<Answer> {
	const also = (places: Place[], what: string) => places.map(({ wanted, worth }) => ({ wanted: both(wanted, what), worth }))
	const all = kind ? both(asked.all, facet.kind(kind)) : asked.all
	const titles = kind ? also(asked.titles, facet.kind(kind)) : asked.titles
	const text = (wanted: string): Place => ({ wanted, worth: 0 })
	const { rank } = asked
	// The kind is left out of the index's question, if there is another, so that the other kinds' counts stay in sight.
	const first = await look(ctx, { places: [text(asked.all || all), ...asked.titles], rank, kind, page, facets: true })
	if (!first.more) return first
	const facets = {
		kind: uncounted(first.facets.kind),
		theme: uncounted(first.facets.theme),
		country: uncounted(first.facets.country)
	}
	if (kind && asked.all) {
		const narrowed = await look(ctx, { places: [text(all), ...titles], rank, kind: null, page, facets: true })
		if (!narrowed.more) return { ...narrowed, facets: { ...narrowed.facets, kind: facets.kind } }
	}
	const year = ctx.now.getUTCFullYear()
	const years = [year - 1, year, year + 1].map((each) => facet.year(new Date(Date.UTC(each, 0))))
	const lately = `(${[...years, facet.year(null)].join(' | ')})`
	const steps = [also(titles, lately), [...titles, text(both(all, lately))], [text(all)]].filter((step) => step.length > 0)
	const places: Place[] = []
	let best = first
	for (const step of steps) {
		places.push(...step)
		best = await look(ctx, { places, rank, kind: null, page, facets: false })
		if (best.total >= MOST_RANKED) break
	}
	return { total: COUNTED, more: true, rows: best.rows, facets }
}

const both = (one: string, other: string) => (one === '' ? other : `${one} & ${other}`)
const uncounted = (facets: Facet[]): Facet[] => facets.map(({ value }) => ({ value, count: null }))

type Look = { places: Place[]; rank: string | null; kind: ItemKind | null; page: number; facets: boolean }

/**
 * One statement. `matched` are at most COUNTED + 1 rows of each place, in no order; `candidates` the 200 of them that a
 * glance puts first; only these have their lexemes unpacked and weighed, which costs ten times as much as finding them.
 */
async function look(ctx: Ctx, { places, rank, kind, page, facets }: Look): Promise<Answer> {
	const found = sql.join(
		places.map(
			({ wanted, worth }) => sql`select *, ${worth}::real as worth from search_matches(${wanted}::tsquery, ${COUNTED + 1}::int)`
		),
		sql` union all `
	)
	const counted = (from: string, value: string) =>
		`(select jsonb_agg(jsonb_build_array(value, n)) from (select ${value} as value, count(*) as n from ${from} group by 1) f)`
	const counts = sql.raw(`jsonb_build_object(
		'kind', ${counted('matched', 'kind')},
		'theme', ${counted('chosen, unnest(themes) as t', 't')},
		'country', ${counted('chosen, unnest(countries) as c', 'c')})`)
	const { rows } = await sql<{
		matched: number
		total: number
		facets: Record<'kind' | 'theme' | 'country', [string, number][] | null> | null
		rows: Row[] | null
	}>`
		with matched as materialized (
			select distinct on (no) * from (${found}) f order by no, worth desc
		), chosen as materialized (
			select *, case when at is null then 0.5 else 1 / (1 + abs(extract(epoch from ${ctx.now}::timestamptz - at)) / 31557600) end as recency
			from matched where ${kind}::text is null or kind = ${kind}
		), candidates as materialized (
			select * from chosen order by worth desc, recency + standing desc, no desc limit ${MOST_RANKED}
		), weighed as (
			select i.kind, i.id, i.path, i.title, i.summary, i.at, i.themes, i.countries, i.territories,
				row_number() over (order by
					c.worth + coalesce(ts_rank_cd('{0.05, 0.2, 0.5, 1}', i.lexemes, ${rank}::tsquery, 33), 0)
					+ 0.5 * c.recency + 0.5 * c.standing desc, c.recency desc, i.no desc) as place
			from candidates c join search_item i using (no)
		), shown as (
			select least(${page}::int, greatest(1, ceil(count(*) / ${PAGE_SIZE}::float)::int)) as page from candidates
		)
		select (select count(*)::int from matched) as matched, (select count(*)::int from chosen) as total, ${facets ? counts : sql`null::jsonb`} as facets,
			(select jsonb_agg(to_jsonb(weighed) - 'place' order by place) from weighed, shown
				where place > (page - 1) * ${PAGE_SIZE} and place <= page * ${PAGE_SIZE}) as rows`.execute(ctx.db)
	const row = rows[0]!
	const ordered = (list: [string, number][] | null | undefined): Facet[] =>
		(list ?? []).sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([value, count]) => ({ value, count }))
	return {
		total: row.total,
		more: row.matched > COUNTED,
		rows: row.rows ?? [],
		facets: { kind: ordered(row.facets?.kind), theme: ordered(row.facets?.theme), country: ordered(row.facets?.country) }
	}
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

/** The words of titles written most like the key, each key once, in the reader's language where it has the word. */
async function near(ctx: Ctx, key: string): Promise<string[]> {
	const { rows } = await sql<{ word: string }>`
		select word from (
			select distinct on (key) key, word, similarity(key, ${key}) as likeness from search_word
			where key % ${key} order by key, locale = ${ctx.locale} desc, locale
		) w where likeness >= 0.4 order by likeness desc, key limit 3`.execute(ctx.db)
	return rows.map(({ word }) => word)
}
