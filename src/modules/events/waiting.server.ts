import { sql } from 'kysely'
import type { Ctx } from '#platform/ctx'
import type { Localized } from '#platform/i18n'
import { programme } from '#programme/programme'
import { servicesToRun } from './policy.ts'

/** A study visit that was asked for, or the people of an event who wait for an answer; `at` is since when. */
export type EventWait = { id: string; title: Localized; what: 'visit' | 'registrations'; count: number; at: Date | null }

const MOST = 50

/** What waits in events for those who run them, the longest first: fifty at most. Empty for who runs none. One query. */
export async function waitingInEvents(ctx: Ctx): Promise<EventWait[]> {
	const own = servicesToRun(ctx.actor, programme.services)
	if (own.length === 0) return []
	const { rows } = await sql<EventWait>`
		select e.id, e.title, 'visit' as what, 1 as count, e.created_at as at
		from visit v join event e on e.id = v.event_id
		where v.status = 'asked' and e.status <> 'cancelled' and (e.service = any(${own}) or e.services && ${own}::text[])
		union all
		select e.id, e.title, 'registrations', count(*)::int, min(r.registered_at)
		from registration r join event e on e.id = r.event_id
		where r.status = 'asked' and e.status = 'published' and e.ends_at > ${ctx.now}
			and (e.service = any(${own}) or e.services && ${own}::text[])
		group by e.id
		order by at limit ${MOST}`.execute(ctx.db)
	return rows
}
