import { sql, type RawBuilder } from 'kysely'
import { queryTerms, toTsquery } from '#engines/text/tokens'
import { childrenShown, type FacetCount } from '#modules/network/directory.server'
import { facetLexeme } from '#modules/search/facets'
import { cursorOf, searchShelf, type Position } from '#modules/search/shelves.server'
import type { Ctx } from '#platform/ctx'
import { fundingProgrammes } from '#programme/funding-programmes'
import { organisationKinds } from '#programme/organisation-kinds'
import { programme } from '#programme/programme'
import { pathOf } from '#programme/territories'
import { themes } from '#programme/themes'
import { funding, type Opportunity } from './opportunity-rows.server.ts'
import { facetOf, FUNDING_PAGE, fundingFilters, fundingMarks, type FundingFilter, type FundingQuestion } from './search.ts'
import { opportunityStatuses } from './workflow.ts'

/** An opportunity in a list. */
export type ShownOpportunity = Pick<
	Opportunity,
	| 'id'
	| 'reference'
	| 'source'
	| 'identifier'
	| 'programme'
	| 'title'
	| 'text'
	| 'url'
	| 'budgetCents'
	| 'currency'
	| 'rateMin'
	| 'rateMax'
	| 'opensAt'
	| 'closesAt'
	| 'deadlines'
	| 'kinds'
	| 'countries'
	| 'territories'
	| 'themes'
	| 'status'
	| 'seenAt'
	| 'updatedAt'
>
export type FundingFound = {
	total: number
	items: ShownOpportunity[]
	/** What `after` must be for the next page; null on the last. */
	next: string | null
	/** How many there are with each value, the other filters kept; values nobody has left out. */
	facets: Record<FundingFilter, FacetCount[]>
}

const counted = [
	...fundingProgrammes.map(({ key }) => facetOf.programme(key)),
	...opportunityStatuses.map(facetOf.status),
	...themes.map(({ key }) => facetOf.theme(key)),
	...organisationKinds.map(({ key }) => facetOf.kind(key)),
	...programme.countries.map(({ code }) => facetOf.country(code))
]
/** A territory's parts are counted within it; of the others the reader sees where else to go. */
const { territory: _, ...marks } = fundingMarks
const nameOf = new Map(fundingFilters.map((name) => [fundingMarks[name], name]))

/**
 * The opportunities that hold every word of `q` (any language, either script) and have every filter's value: what can be
 * answered first by its deadline, then the rest. A territory finds what is for a place within it and what is for any place
 * it lies in, the whole country included. Public; four statements at most.
 */
export async function searchOpportunities(
	ctx: Ctx,
	{ territory = null, ...question }: FundingQuestion,
	after: string | null = null,
	limit = FUNDING_PAGE
): Promise<FundingFound> {
	const filters = new Map<FundingFilter, string>(
		fundingFilters.flatMap((name) =>
			name !== 'territory' && question[name] ? [[name, `${fundingMarks[name]}${question[name]}`] as const] : []
		)
	)
	const children = childrenShown(territory, question.country ?? null)
	const asked = {
		q: question.q ?? '',
		filters,
		marks,
		also: territory ? covering(territory) : null,
		wanted: [...counted, ...children.map(facetOf.territory)],
		mark: fundingMarks.deadline,
		after,
		limit,
		enough: FUNDING_PAGE
	}
	const found = await searchShelf(ctx, funding, asked, rowsOf)
	const facets: FundingFound['facets'] = {
		status: [],
		country: [],
		territory: [],
		programme: [],
		theme: [],
		kind: [],
		deadline: []
	}
	for (const { without, facet, n } of found.counts) {
		const name = nameOf.get(facet.slice(0, 2))
		if (!name) continue
		const value = facet.slice(2)
		if (name === 'territory' ? children.includes(value) : without === (filters.has(name) ? name : null))
			facets[name].push({ value, count: n })
	}
	for (const [name, list] of Object.entries(facets))
		list.sort((a, b) => (name !== 'deadline' ? b.count - a.count : 0) || (a.value < b.value ? -1 : 1))
	return {
		total: found.total,
		items: found.rows.map(({ no: _, sortKey: __, titled: ___, ...row }) => row),
		next: found.more ? cursorOf(found.rows.at(-1)!) : null,
		facets
	}
}

/** Whether there is anything at all. */
export const hasOpportunities = async (ctx: Ctx): Promise<boolean> =>
	(await ctx.db.selectFrom('fundingEntry').select('no').limit(1).executeTakeFirst()) !== undefined

/** For a place within it, or for one of those around it as a whole. */
const covering = (territory: string) =>
	`(${[facetOf.territory(territory), ...pathOf(territory).map(({ code }) => facetOf.area(code))].map(facetLexeme).join(' | ')})`

/** Those of `ids` that a question finds; every word whole. For alerts: one statement. Public. */
export async function foundAmong(ctx: Ctx, { q = '', territory, ...filters }: FundingQuestion, ids: readonly string[]) {
	const terms = queryTerms(q)
	if (ids.length === 0 || (q.trim() !== '' && terms.length === 0)) return new Set<string>()
	const wanted = [
		...(terms.length > 0 ? [toTsquery(terms)] : []),
		...(territory ? [covering(territory)] : []),
		...Object.entries(filters).flatMap(([name, value]) =>
			value ? [facetLexeme(`${fundingMarks[name as FundingFilter]}${value}`)] : []
		)
	].join(' & ')
	const { rows } = await sql<{ opportunityId: string }>`select opportunity_id from funding_entry
		where opportunity_id = any(${[...ids]}::uuid[]) ${wanted ? sql`and lexemes @@ ${wanted}::tsquery` : sql``}`.execute(ctx.db)
	return new Set(rows.map(({ opportunityId }) => opportunityId))
}

type PageRow = ShownOpportunity & Position

async function rowsOf(ctx: Ctx, chosen: RawBuilder<unknown>): Promise<PageRow[]> {
	const { rows } = await sql<PageRow>`
		with chosen as materialized (${chosen})
		select c.no, c.sort_key, c.titled, o.id, o.reference, o.source, o.identifier, o.programme, o.title, o.text, o.url,
			o.budget_cents::float8, o.currency, o.rate_min::float8, o.rate_max::float8, o.opens_at, o.closes_at, o.deadlines, o.kinds,
			o.countries, o.territories, o.themes, o.status, o.seen_at, o.updated_at
		from chosen c join funding_entry e using (no) join opportunity o on o.id = e.opportunity_id
		order by c.sort_key, c.no`.execute(ctx.db)
	return rows
}
