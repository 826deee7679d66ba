import { locales } from '#platform/i18n'
import { sql } from 'kysely'
import { ownServices } from '#modules/identity/policy'
import type { Ctx } from '#platform/ctx'
import { authorize } from '#platform/errors'
import { events } from './event-rows.server.ts'
import { eventPolicy } from './policy.ts'
import type { OfficeEventFilters } from './schema.ts'
import { eventState, registrationState } from './workflow.ts'

const PAGE = 50

/** Every event with its drafts, what begins last first, 50 at a time; `next` is the cursor of the following page. One query. */
export async function listEvents(ctx: Ctx, filters: OfficeEventFilters = {}, after: string | null = null) {
	authorize(eventPolicy.view(ctx.actor))
	const { q, kind, status, service } = filters
	const like = `%${(q ?? '').replace(/[\\%_]/g, '\\$&')}%`
	const own = ownServices(ctx.actor)
	const rows = await events(ctx)
		.where(sql<boolean>`(not reserved or ${own === null} or service || services && ${own ?? []}::text[])`)
		.$if(kind !== undefined, (query) => query.where('kind', '=', kind!))
		.$if(status !== undefined, (query) => query.where('status', '=', status!))
		.$if(service !== undefined, (query) =>
			query.where((eb) => eb.or([eb('service', '=', service!), eb('services', '@>', sql<string[]>`array[${service!}]`)]))
		)
		.$if(q !== undefined, (query) =>
			query.where((eb) =>
				eb.or([
					eb('reference', 'ilike', like),
					...locales.map((locale) => eb(sql<string>`title->>${sql.lit(locale)}`, 'ilike', like))
				])
			)
		)
		.$if(after !== null, (query) =>
			query.where(sql<boolean>`(starts_at, id) < (select starts_at, id from event where id = ${after})`)
		)
		.orderBy('startsAt', 'desc')
		.orderBy('id', 'desc')
		.limit(PAGE + 1)
		.execute()
	const shown = rows
		.slice(0, PAGE)
		.map((event) => ({ ...event, state: eventState(event, ctx.now), registrationState: registrationState(event, ctx.now) }))
	return { events: shown, next: rows.length > PAGE ? shown.at(-1)!.id : null }
}

/** What happened to an event, the newest first, at most 50; who did it is the trail's business. For the office. */
export async function eventHistory(ctx: Ctx, eventId: string) {
	authorize(eventPolicy.view(ctx.actor))
	return ctx.db
		.selectFrom('auditEvent')
		.select(['id', 'at', 'action'])
		.where('subject', '=', `event:${eventId}`)
		.where('action', 'like', 'event.%')
		.orderBy('at', 'desc')
		.orderBy('id', 'desc')
		.limit(50)
		.execute()
}
