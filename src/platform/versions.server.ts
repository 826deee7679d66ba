import { sql } from 'kysely'
import type { Ctx } from './ctx.ts'

/**
 * Thins histories of answers out: all of the last day, then one an hour for a month, then one a day. What was begun with, filed
 * or restored stays. `owner` is the column that says whose version it is; the table has `version`, `saved_at` and `reason`.
 * Returns how many went. Asks no permission.
 */
export async function thinVersions(ctx: Ctx, { table, owner }: { table: string; owner: string }): Promise<number> {
	const [rows, of] = [sql.table(table), sql.ref(owner)]
	const { numAffectedRows } = await sql`
		delete from ${rows} d using (
			select ${of} as owner, version,
				row_number() over (
					partition by ${of}, date_trunc(case when saved_at < ${ctx.now}::timestamptz - interval '30 days' then 'day' else 'hour' end, saved_at)
					order by version desc
				) as place
			from ${rows}
			where saved_at < ${ctx.now}::timestamptz - interval '1 day' and reason in ('saved', 'merged')
		) old
		where d.${of} = old.owner and d.version = old.version and old.place > 1`.execute(ctx.db)
	return Number(numAffectedRows ?? 0)
}
