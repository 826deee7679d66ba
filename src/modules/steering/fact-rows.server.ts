import { sql, type RawBuilder } from 'kysely'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { pathOf, territories } from '#programme/territories'
import { themes } from '#programme/themes'
import type { FigureFilters } from './figure-schema.ts'

/**
 * Brings the facts up to date: where the territories lie, then the facts, then who worked with whom. The job's, every
 * quarter of an hour; readers go on reading the old ones meanwhile.
 */
export async function refreshFigures(ctx: Ctx) {
	await transact(ctx, async (ctx) => {
		const paths = territories.map(({ code }) => ({ code, path: pathOf(code).map((each) => each.code) }))
		await sql`insert into territory_path (code, path)
			select code, array(select jsonb_array_elements_text(path)) from jsonb_to_recordset(${JSON.stringify(paths)}::jsonb) as t(code text, path jsonb)
			on conflict on constraint territory_path_pk do update set path = excluded.path where territory_path.path <> excluded.path`.execute(
			ctx.db
		)
		await sql`refresh materialized view concurrently figure_fact`.execute(ctx.db)
		await sql`refresh materialized view concurrently partnership`.execute(ctx.db)
		await sql`insert into figure_refresh values (1, ${ctx.now})
			on conflict on constraint figure_refresh_pk do update set refreshed_at = excluded.refreshed_at`.execute(ctx.db)
	})
}

/** When the facts were last brought up to date; null before the first time. */
export async function refreshedAt(ctx: Ctx): Promise<Date | null> {
	const { rows } = await sql<{ at: Date }>`select refreshed_at as at from figure_refresh`.execute(ctx.db)
	return rows[0]?.at ?? null
}

/** The facts of a kind that the filters leave, as a `where`. A priority is also where one of its themes is. */
export function narrowed(kind: string, { year, service, priority, theme, territory }: FigureFilters): RawBuilder<boolean> {
	const own = themes.filter((each) => each.priority === priority).map(({ key }) => key)
	return sql<boolean>`kind = ${kind}
		${year === undefined ? sql`` : sql`and year = ${year}`}
		${service === undefined ? sql`` : sql`and (${service} = any(services) or cardinality(services) = 0)`}
		${priority === undefined ? sql`` : sql`and (${priority} = any(priorities) or themes && ${own}::text[])`}
		${theme === undefined ? sql`` : sql`and ${theme} = any(themes)`}
		${territory === undefined ? sql`` : sql`and ${territory} = any(places)`}`
}

/** The years there are facts of, the latest first. */
export async function factYears(ctx: Ctx): Promise<number[]> {
	const { rows } = await sql<{ year: number }>`
		with recursive y as (
			(select max(year) as year from figure_fact where year between 2000 and 2099)
			union all select (select max(year) from figure_fact f where f.year < y.year and f.year >= 2000) from y where y.year is not null
		) select year from y where year is not null`.execute(ctx.db)
	return rows.map(({ year }) => year)
}
