import { checkInList } from '#modules/events/attendance.server'
import { getEvent } from '#modules/events/events.server'
import { currentHalfDay, halfDaysOf } from '#modules/events/half-days'
import { eventPolicy } from '#modules/events/policy'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => {
	const { id, reference, kind, title, status, startsAt, endsAt, zone, service, services } = await getEvent(ctx, params.id)
	const halfDays = halfDaysOf({ startsAt, endsAt, zone })
	return {
		event: { id, reference, kind, title, status },
		halfDays,
		over: ctx.now > endsAt,
		current: currentHalfDay(halfDays, ctx.now, zone) ?? null,
		/** Null for who reads in the office and does not run the event. */
		people: eventPolicy.run(ctx.actor, { service, services }) ? await checkInList(ctx, params.id) : null
	}
}
