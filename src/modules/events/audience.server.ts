import { sql } from 'kysely'
import { mayEnterOffice } from '#modules/identity/policy'
import type { Ctx } from '#platform/ctx'
import { authorize } from '#platform/errors'
import { events } from './event-rows.server.ts'

/** A part of the queries that choose whom to write to: accounts and addresses of whoever was accepted at one of the events. */
export const guestsOf = (eventIds: readonly string[]) =>
	sql`select r.account_id, r.email from registration r where r.status = 'accepted' and r.event_id = any(${eventIds}::uuid[])`

/** Events to choose guests of, the latest first: those begun in the last two years. For the office. */
export async function listPastEvents(ctx: Ctx, limit = 40) {
	authorize(mayEnterOffice(ctx.actor))
	const rows = await events(ctx)
		.where('status', 'in', ['published', 'done'])
		.where('startsAt', '<=', ctx.now)
		.where('startsAt', '>', new Date(ctx.now.getTime() - 731 * 86_400_000))
		.orderBy('startsAt', 'desc')
		.limit(limit)
		.execute()
	return rows.map(({ id, title, startsAt }) => ({ id, title, startsAt }))
}
