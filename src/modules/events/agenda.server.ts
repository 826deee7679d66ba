import { sql } from 'kysely'
import { Temporal } from 'temporal-polyfill'
import { findIds } from '#modules/search/ids.server'
import { instantOf } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { programme } from '#programme/programme'
import { territories, within } from '#programme/territories'
import { events, type Event } from './event-rows.server.ts'
import { asPublicEvent, type PublicEvent } from './public-event.ts'
import type { AgendaFilters } from './schema.ts'

const PAGE = 20
/** More events than a month, a map or a calendar shows at once. */
const MOST = 500

/** What is on the agenda, cancelled ones too. */
const published = (ctx: Ctx) => events(ctx).where('publishedAt', 'is not', null)

async function narrowed(ctx: Ctx, { q, kind, theme, territory, language, format }: AgendaFilters) {
	const ids = q ? await findIds(ctx, q, ['event']) : null
	const places = territory ? territories.filter(({ code }) => within(code, territory)).map(({ code }) => code) : null
	return (
		published(ctx)
			.$if(kind !== undefined, (query) => query.where('kind', '=', kind!))
			.$if(theme !== undefined, (query) => query.where('themes', '@>', sql<string[]>`array[${theme!}]`))
			.$if(language !== undefined, (query) => query.where('languages', '@>', sql<string[]>`array[${language!}]`))
			// What takes place and is broadcast answers who wants either.
			.$if(format !== undefined, (query) => query.where('format', 'in', format === 'both' ? ['both'] : [format!, 'both']))
			.$if(places !== null, (query) => query.where('territory', '=', sql<string>`any(${places!}::text[])`))
			.$if(ids !== null, (query) => query.where('id', '=', sql<string>`any(${ids!}::uuid[])`))
	)
}

const opened = (ctx: Ctx, rows: Event[]): PublicEvent[] => rows.map((row) => asPublicEvent(row, ctx.now))

/**
 * The agenda: what is coming or under way, the nearest first; or what is past, the latest first. 20 at a time, `next` is
 * the cursor of the following page. One query, two with words to look for.
 */
export async function listAgenda(
	ctx: Ctx,
	filters: AgendaFilters = {},
	{ when = 'coming', after = null, limit = PAGE }: { when?: 'coming' | 'past'; after?: string | null; limit?: number } = {}
): Promise<{ events: PublicEvent[]; next: string | null }> {
	const coming = when === 'coming'
	const query = (await narrowed(ctx, filters))
		.where('endsAt', coming ? '>' : '<=', ctx.now)
		.$if(after !== null, (query) =>
			query.where(
				coming
					? sql<boolean>`(starts_at, id) > (select starts_at, id from event where id = ${after} and published_at is not null)`
					: sql<boolean>`(starts_at, id) < (select starts_at, id from event where id = ${after} and published_at is not null)`
			)
		)
	const rows = await query
		.orderBy('startsAt', coming ? 'asc' : 'desc')
		.orderBy('id', coming ? 'asc' : 'desc')
		.limit(limit + 1)
		.execute()
	const page = opened(ctx, rows.slice(0, limit))
	return { events: page, next: rows.length > limit ? page.at(-1)!.id : null }
}

/** What takes place, if only in part, in a month (`2027-06`) of the programme's zone, in order; at most 500. */
export async function listMonth(ctx: Ctx, filters: AgendaFilters, month: string): Promise<PublicEvent[]> {
	const first = Temporal.PlainYearMonth.from(month)
	const from = instantOf(`${month}-01T00:00`, programme.timeZone)
	const until = instantOf(`${first.add({ months: 1 }).toString()}-01T00:00`, programme.timeZone)
	const query = (await narrowed(ctx, filters)).where('startsAt', '<', until).where('endsAt', '>=', from)
	return opened(ctx, await query.orderBy('startsAt').orderBy('id').limit(MOST).execute())
}

/** For a calendar that follows the agenda: from a year ago on, in order; at most 500, cancelled ones too. */
export async function listFollowed(ctx: Ctx, filters: AgendaFilters = {}): Promise<PublicEvent[]> {
	const from = new Date(ctx.now.getTime() - 365 * 86_400_000)
	const query = (await narrowed(ctx, filters)).where('endsAt', '>', from)
	return opened(ctx, await query.orderBy('startsAt').orderBy('id').limit(MOST).execute())
}

/** Whether anything is on the agenda, past or coming. */
export const hasAgenda = async (ctx: Ctx): Promise<boolean> => (await published(ctx).limit(1).executeTakeFirst()) !== undefined

/** Events by id as everybody may read them, drafts left out; in no order. One query. */
export async function publicEventsById(ctx: Ctx, ids: readonly string[]): Promise<PublicEvent[]> {
	if (ids.length === 0) return []
	return opened(
		ctx,
		await published(ctx)
			.where('id', '=', sql<string>`any(${[...new Set(ids)]}::uuid[])`)
			.execute()
	)
}
