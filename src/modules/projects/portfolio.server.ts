import { sql, type RawBuilder } from 'kysely'
import { childrenShown, mapped, type FacetCount } from '#modules/network/directory.server'
import { cursorOf, searchShelf, type Position } from '#modules/search/shelves.server'
import type { Ctx } from '#platform/ctx'
import { programme } from '#programme/programme'
import { pathOf, territory } from '#programme/territories'
import { themes } from '#programme/themes'
import { partnersOfAll, type Partner } from './partner-rows.server.ts'
import {
	DRAWN,
	markOf,
	PORTFOLIO_PAGE,
	portfolioFilters,
	portfolioMarks,
	type PortfolioFilter,
	type PortfolioQuestion
} from './portfolio.ts'
import { placesOf, portfolio, shownPartners } from './portfolio-rows.server.ts'
import { projects, type Project } from './project-rows.server.ts'
import { givenAwards, publicStatus, publicStatuses, type PublicStatus } from './workflow.ts'

/** A public project in a list. */
export type Shown = Pick<
	Project,
	| 'id'
	| 'reference'
	| 'service'
	| 'title'
	| 'summary'
	| 'priorities'
	| 'themes'
	| 'startsOn'
	| 'endsOn'
	| 'updatedAt'
	| 'publishedAt'
> & {
	status: PublicStatus
	partners: Partner[]
	/** Codes of territories. */
	places: string[]
}
/** Two places that partners of a project are in, one on each bank, and how many of the drawn projects join them. */
export type Arc = { from: string; to: string; count: number }
export type Portfolio = {
	total: number
	items: Shown[]
	/** What `after` must be for the next page; null on the last. */
	next: string | null
	/** How many there are with each value, the other filters kept; values nobody has left out. */
	facets: Record<PortfolioFilter, FacetCount[]>
	/** How many there are in each region of France and each oblast of Bulgaria. */
	places: Record<string, number>
	/** The places joined by the latest `DRAWN` of them, the most joined first. */
	arcs: Arc[]
}

const counted = [
	...programme.priorities.map(({ key }) => markOf('priority', key)),
	...themes.map(({ key }) => markOf('theme', key)),
	...programme.countries.map(({ code }) => markOf('country', code)),
	...publicStatuses.map((status) => markOf('status', status)),
	...programme.services.map(({ key }) => markOf('service', key)),
	...mapped.map((code) => markOf('territory', code))
]
/** A territory's parts are counted within it; of the others the reader sees where else to go. */
const { territory: _, ...marks } = portfolioMarks

/**
 * The public projects that hold every word of `q` (any language, either script) and have every filter's value, those with
 * the words in their title first, then the latest. Six statements at most.
 */
export async function searchPortfolio(ctx: Ctx, question: PortfolioQuestion, after: string | null = null): Promise<Portfolio> {
	const filters = new Map<PortfolioFilter, string>(
		portfolioFilters.flatMap((name) => (question[name] ? [[name, markOf(name, question[name])] as const] : []))
	)
	const children = childrenShown(question.territory ?? null, question.country ?? null)
	// The map is drawn beside the first page.
	const limit = after ? PORTFOLIO_PAGE : DRAWN
	const asked = {
		q: question.q ?? '',
		filters,
		marks,
		wanted: [...counted, ...children.map((code) => markOf('territory', code))],
		mark: portfolioMarks.year,
		after,
		limit,
		enough: PORTFOLIO_PAGE
	}
	const found = await searchShelf(ctx, portfolio, asked, rowsOf)
	const page = found.rows.slice(0, PORTFOLIO_PAGE)
	const partners = await partnersOfAll(
		ctx,
		found.rows.map(({ id }) => id)
	)
	const shown = found.rows.map((row) => shownOf(row, partners.get(row.id) ?? []))

	const result: Portfolio = {
		total: found.total,
		items: shown.slice(0, PORTFOLIO_PAGE),
		next: found.more || found.rows.length > page.length ? cursorOf(page.at(-1)!) : null,
		facets: { priority: [], theme: [], country: [], territory: [], year: [], status: [], service: [] },
		places: {},
		arcs: after ? [] : arcsOf(shown)
	}
	const nameOf = new Map(portfolioFilters.map((name) => [portfolioMarks[name], name]))
	for (const { without, facet, n } of found.counts) {
		if (facet === '*') continue
		const name = nameOf.get(facet.slice(0, 2))!
		const value = facet.slice(2)
		if (name === 'territory') {
			if (mapped.includes(value)) result.places[value] = n
			if (children.includes(value)) result.facets.territory.push({ value, count: n })
		} else if (without === (filters.has(name) ? name : null)) result.facets[name].push({ value, count: n })
	}
	for (const [name, list] of Object.entries(result.facets))
		list.sort((a, b) => (name === 'year' ? (a.value < b.value ? 1 : -1) : b.count - a.count || (a.value < b.value ? -1 : 1)))
	return result
}

const shownOf = (row: Pick<Project, (keyof Shown & keyof Project) | 'territories'>, partners: Partner[]): Shown => {
	const { id, reference, service, title, summary, priorities, themes, startsOn, endsOn, updatedAt, publishedAt } = row
	const seen = shownPartners(partners)
	const own = { id, reference, service, title, summary, priorities, themes, startsOn, endsOn, updatedAt, publishedAt }
	return { ...own, status: publicStatus(row.status), partners: seen, places: placesOf(row, seen) }
}

/** Each place of one country with each of the other's, the most joined first. */
function arcsOf(shown: Shown[]): Arc[] {
	const arcs = new Map<string, Arc>()
	const [left, right] = programme.countries.map(({ code }) => code)
	for (const { places } of shown) {
		const on = (country: string | undefined) => places.filter((code) => pathOf(code)[0]?.code === country && code !== country)
		for (const from of on(left))
			for (const to of on(right)) {
				const arc = arcs.get(`${from} ${to}`) ?? { from, to, count: 0 }
				arcs.set(`${from} ${to}`, { ...arc, count: arc.count + 1 })
			}
	}
	return [...arcs.values()].sort((a, b) => b.count - a.count).slice(0, DRAWN)
}

type Row = Position & Project

async function rowsOf(ctx: Ctx, chosen: RawBuilder<unknown>): Promise<Row[]> {
	const { rows } = await sql<Row>`
		with chosen as materialized (${chosen})
		select c.no, c.sort_key, c.titled, p.id, p.reference, p.service, p.title, p.summary, p.priorities, p.themes, p.territories,
			p.starts_on, p.ends_on, p.status, p.updated_at, p.published_at
		from chosen c join portfolio_entry e using (no) join project p on p.id = e.project_id
		order by c.sort_key, c.no`.execute(ctx.db)
	return rows
}

const API_PAGE = 100

/** The same list, 100 at a time unless said, without its counts and map. */
export async function listPublicProjects(ctx: Ctx, question: PortfolioQuestion, after: string | null, limit = API_PAGE) {
	const filters = new Map(
		portfolioFilters.flatMap((name) => (question[name] ? [[name, markOf(name, question[name])] as const] : []))
	)
	const asked = { q: question.q ?? '', filters, marks: {}, wanted: [], mark: '*', after, limit, enough: PORTFOLIO_PAGE }
	const found = await searchShelf(ctx, portfolio, asked, rowsOf)
	const partners = await partnersOfAll(
		ctx,
		found.rows.map(({ id }) => id)
	)
	return {
		items: found.rows.map((row) => shownOf(row, partners.get(row.id) ?? [])),
		next: found.more ? cursorOf(found.rows.at(-1)!) : null
	}
}

/** Whether anything at all is public. */
export async function hasPortfolio(ctx: Ctx): Promise<boolean> {
	return (await ctx.db.selectFrom('portfolioEntry').select('no').limit(1).executeTakeFirst()) !== undefined
}

type Figures = { projects: number; partners: number; towns: number; cents: number }
const FRESH_MS = 60_000
const lately = new WeakMap<Ctx['db'], { at: number; figures: Figures }>()

/**
 * What the programme has done, as everybody may read it: projects, partners, towns, and what was awarded, in cents. They walk
 * through every project, so a process works them out once a minute for all its readers.
 */
export async function portfolioFigures(ctx: Ctx): Promise<Figures> {
	const known = lately.get(ctx.db)
	const age = known ? ctx.now.getTime() - known.at : null
	if (known && age !== null && age >= 0 && age < FRESH_MS) return known.figures
	const figures = await countFigures(ctx)
	lately.set(ctx.db, { at: ctx.now.getTime(), figures })
	return figures
}

async function countFigures(ctx: Ctx): Promise<Figures> {
	const { rows } = await sql<{ projects: number; partners: number; cents: number }>`
		select (select count(*) from portfolio_entry)::int as projects,
			(select count(*) from (
				select distinct organisation_id from project_partner join project on id = project_id where public
			) partners)::int as partners,
			(select coalesce(sum(amount_cents), 0) from award join project on project.id = award.project_id
				where public and award.status = any(${givenAwards}::text[])) as cents`.execute(ctx.db)
	const { rows: towns } = await sql<{ facet: string }>`
		select distinct facet from portfolio_block where facet >= 'p:' and facet < 'p;' and bit_count(members) > 0`.execute(ctx.db)
	const { projects, partners, cents } = rows[0]!
	return {
		projects,
		partners,
		towns: towns.filter(({ facet }) => territory(facet.slice(2))?.kind === 'municipality').length,
		cents: Number(cents)
	}
}

/** The public projects an organisation carries, the latest first, at most 50. */
export async function projectsOf(ctx: Ctx, organisationId: string): Promise<Shown[]> {
	const rows = await projects(ctx)
		.innerJoin('projectPartner', 'projectPartner.projectId', 'project.id')
		.where('organisationId', '=', organisationId)
		.where('public', '=', true)
		.orderBy(sql`starts_on desc nulls last`)
		.orderBy('project.id', 'desc')
		.limit(50)
		.execute()
	const partners = await partnersOfAll(
		ctx,
		rows.map(({ id }) => id)
	)
	return rows.map((row) => shownOf(row, partners.get(row.id) ?? []))
}
