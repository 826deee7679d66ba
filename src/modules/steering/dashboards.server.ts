import { sql, type RawBuilder } from 'kysely'
import type { Edge, Node } from '#engines/plots/network'
import type { Ctx } from '#platform/ctx'
import { authorize } from '#platform/errors'
import { pickText, type Localized } from '#platform/i18n'
import { FEWEST_PEOPLE } from '#programme/indicators'
import { programme } from '#programme/programme'
import { mappedIn } from '#programme/territories'
import { figuresOf } from './dashboard-sections.server.ts'
import { factYears, narrowed, refreshedAt } from './fact-rows.server.ts'
import type { Figure, FigureFilters, Section } from './figure-schema.ts'
import { mayOpenOffice } from './policy.ts'

/** How many organisations the drawn network shows: those with most partnerships. More would be a ball of wool. */
const MOST_DRAWN = 60

export type Drawn = { nodes: Node[]; edges: Edge[]; groups: string[] }
/** What a region got: projects, events and organisations of the network. `served` is false where there was neither of the first two. */
export type RegionRow = {
	code: string
	country: string
	name: string
	projects: number
	events: number
	organisations: number
	served: boolean
}
export type Dashboard = {
	section: Section
	figures: Figure[]
	drawn: Drawn | null
	regions: RegionRow[] | null
	years: number[]
	refreshedAt: Date | null
}

// Facts change when they are refreshed and not before: until then the same question has the same answer.
const keptBy = new WeakMap<Ctx['db'], Map<string, Dashboard>>()
const MOST_KEPT = 200

/** The figures of a section in the reader's language, narrowed. For the office. At most eight queries, none when it was asked before. */
export async function getDashboard(ctx: Ctx, section: Section, filters: FigureFilters = {}): Promise<Dashboard> {
	authorize(mayOpenOffice(ctx.actor))
	return dashboard(ctx, section, filters)
}

/** The same without asking who reads: for what is published of it. */
export async function dashboard(ctx: Ctx, section: Section, filters: FigureFilters = {}): Promise<Dashboard> {
	const at = await refreshedAt(ctx)
	const key = JSON.stringify([at?.getTime() ?? 0, ctx.locale, section, filters])
	const kept = keptBy.get(ctx.db) ?? new Map<string, Dashboard>()
	keptBy.set(ctx.db, kept)
	const found = kept.get(key)
	if (found && at) return found
	const made: Dashboard = {
		section,
		figures: await figuresOf[section](ctx, filters),
		drawn: section === 'network' ? await drawn(ctx, filters) : null,
		regions: section === 'balance' ? await regionsOf(ctx, filters) : null,
		years: await factYears(ctx),
		refreshedAt: at
	}
	if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value!)
	kept.set(key, made)
	return made
}

/**
 * Who carried a project with whom, and how many. Without filters as the view keeps it; the projects that filters leave are
 * counted anew, by the same roles as there (`migrations/0027_figures.sql`).
 */
const partnerships = (filters: FigureFilters): RawBuilder<unknown> =>
	Object.values(filters).every((value) => value === undefined)
		? sql`partnership`
		: sql`(
			select a.organisation_id as one_id, b.organisation_id as other_id, count(*)::int as projects
			from project_partner a join project_partner b on b.project_id = a.project_id and b.organisation_id > a.organisation_id
			where a.project_id in (select id from figure_fact where ${narrowed('project', filters)})
				and a.role in ('lead', 'partner', 'host') and b.role in ('lead', 'partner', 'host')
			group by 1, 2
		) as partnership`

/** The organisations with most partnerships in the projects that the filters leave, and what links them. Two queries. */
async function drawn(ctx: Ctx, filters: FigureFilters): Promise<Drawn> {
	const { rows } = await sql<{ id: string; name: Localized; country: string }>`
		with kept as materialized (select one_id, other_id, projects from ${partnerships(filters)}), degree as (
			select id, sum(projects) as n from (
				select one_id as id, projects from kept union all select other_id, projects from kept
			) each group by id order by n desc, id limit ${MOST_DRAWN}
		) select o.id, o.name, o.country from degree join organisation o on o.id = degree.id
		where o.status = 'listed' order by degree.n desc, o.id`.execute(ctx.db)
	const ids = rows.map(({ id }) => id)
	const edges = await sql<Edge>`
		select one_id as "from", other_id as "to", projects as weight from ${partnerships(filters)}
		where one_id = any(${ids}::uuid[]) and other_id = any(${ids}::uuid[]) order by one_id, other_id`.execute(ctx.db)
	const countries = programme.countries.map(({ code }) => code)
	return {
		nodes: rows.map(({ id, name, country }) => ({
			id,
			label: pickText(name, ctx.locale),
			group: countries.includes(country) ? countries.indexOf(country) : countries.length
		})),
		edges: edges.rows,
		groups: programme.countries.map(({ name }) => pickText(name as Localized, ctx.locale))
	}
}

/** Every region of France and oblast of Bulgaria with what it got, those that got nothing too. One query. */
async function regionsOf(ctx: Ctx, filters: FigureFilters): Promise<RegionRow[]> {
	const { year: _, ...withoutYear } = filters
	const { rows } = await sql<{ place: string; kind: string; n: number }>`
		select place, kind, count(*)::int as n from figure_fact, unnest(places) as place
		where (${narrowed('project', filters)}) or (${narrowed('event', filters)}) or (${narrowed('organisation', withoutYear)})
		group by 1, 2`.execute(ctx.db)
	const count = (place: string, kind: string) => rows.find((row) => row.place === place && row.kind === kind)?.n ?? 0
	return programme.countries.flatMap(({ code: country }) =>
		mappedIn(country).map(({ code, name }) => {
			const [projects, events] = [count(code, 'project'), count(code, 'event')]
			return {
				code,
				country,
				name: pickText(name as Localized, ctx.locale),
				projects,
				events,
				organisations: count(code, 'organisation'),
				served: projects + events > 0
			}
		})
	)
}

/** Sums by year that tell nothing of a person, nor of who was refused. */
const published: Partial<Record<Section, string[]>> = {
	activity: ['events', 'participants', 'introductions'],
	money: ['money'],
	selection: ['applications'],
	network: ['growth']
}

/** The figures anybody may see, over all years, those without a year left out. */
export async function publishedFigures(ctx: Ctx): Promise<Figure[]> {
	const found: Figure[] = []
	// One after the other: together they would take several connections for one page.
	for (const [section, keys] of Object.entries(published))
		found.push(...(await dashboard(ctx, section as Section)).figures.filter(({ key, rows }) => keys.includes(key) && rows.length))
	return found.map((figure) => (figure.key === 'participants' ? withoutFew(figure) : figure))
}

/** Of people, no number below ten is shown to everybody: who they were could be guessed. */
const withoutFew = (figure: Figure): Figure => ({
	...figure,
	rows: figure.rows.map(({ label, values }) => ({
		label,
		values: values.map((value) => (value !== null && value < FEWEST_PEOPLE ? null : value))
	}))
})
