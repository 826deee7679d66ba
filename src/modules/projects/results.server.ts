import { sql } from 'kysely'
import type { Ctx } from '#platform/ctx'
import type { Localized } from '#platform/i18n'
import { FEWEST_PEOPLE, indicators } from '#programme/indicators'
import { priorities } from '#programme/priorities'
import { indicatorsOf } from './indicators.server.ts'

/** A figure everybody may read: of people, one under ten is not said (`hidden`). */
type Told = { value: number | null; hidden: boolean }
const told = (value: number | null, people: boolean): Told => {
	const hidden = value !== null && people && value < FEWEST_PEOPLE
	return { value: hidden ? null : value, hidden }
}

/**
 * What a project came to, as everybody reads it: the indicators that were measured, once the project is completed and public.
 * Nothing for any other.
 */
export async function resultsOf(ctx: Ctx, projectId: string) {
	const project = await ctx.db
		.selectFrom('project')
		.select('id')
		.where('id', '=', projectId)
		.where('public', '=', true)
		.where('status', 'in', ['completed', 'closed'])
		.executeTakeFirst()
	if (!project) return []
	const units = new Map(indicators.map(({ key, unit }) => [key, unit as Localized]))
	return (await indicatorsOf(ctx, projectId)).flatMap(
		({ id, key, title, unit, people, method, baseline, target, actual, measuredOn }) =>
			actual === null
				? []
				: [
						{
							...{ id, title, method, target, measuredOn },
							unit: (key && units.get(key)) || ({ fr: unit, bg: unit, en: unit } as Localized),
							baseline: told(baseline, people),
							actual: told(actual, people)
						}
					]
	)
}

/**
 * The programme's indicators summed by priority over public projects that ended, in one year (by the day they ended) or all.
 * Of people only figures of ten and more are added up, so that no sum less another tells of a few. A project of two
 * priorities counts in both, and once in `all`. One query.
 */
export async function resultsByPriority(ctx: Ctx, year: number | null = null) {
	const { rows } = await sql<{ priority: string | null; key: string; sum: number; projects: number }>`
		with measured as (
			select project.id, project.priorities, indicator.key, indicator.actual from indicator
			join project on project.id = indicator.project_id
			where indicator.key = any(${indicators.map(({ key }) => key)}) and indicator.actual is not null
				and project.public and project.status in ('completed', 'closed')
				and (not indicator.people or indicator.actual >= ${FEWEST_PEOPLE})
				and (${year}::int is null or extract(year from project.ends_on) = ${year}::int)
		)
		select priority, key, sum(actual)::float8 as sum, count(*)::int as projects
		from measured, unnest(priorities) as priority group by priority, key
		union all select null, key, sum(actual)::float8, count(*)::int from measured group by key`.execute(ctx.db)
	const of = (priority: string | null) =>
		indicators.flatMap(({ key, title, unit }) => {
			const row = rows.find((each) => each.priority === priority && each.key === key)
			return row ? [{ key, title: title as Localized, unit: unit as Localized, value: row.sum, projects: row.projects }] : []
		})
	return {
		all: of(null),
		priorities: priorities
			.map(({ key, name }) => ({ key, name: name as Localized, figures: of(key) }))
			.filter(({ figures }) => figures.length > 0)
	}
}

/** The years in which a public project with measured results ended, the latest first. */
export async function resultYears(ctx: Ctx): Promise<number[]> {
	const { rows } = await sql<{ year: number }>`
		select distinct extract(year from ends_on)::int as year from project
		where public and status in ('completed', 'closed') and ends_on is not null
			and exists (select from indicator where project_id = project.id and actual is not null) order by year desc`.execute(ctx.db)
	return rows.map(({ year }) => year)
}
