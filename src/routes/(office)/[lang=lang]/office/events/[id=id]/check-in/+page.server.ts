import { checkInList } from '#modules/events/attendance.server'
import { getEvent } from '#modules/events/events.server'
import { endOfHalfDay, halfDaysOf } from '#modules/events/half-days'
import { eventPolicy } from '#modules/events/policy'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => {
	const { id, reference, kind, title, status, startsAt, endsAt, zone, service, services } = await getEvent(ctx, params.id)
	return {
		event: { id, reference, kind, title, status },
		/** In order; `until` is the instant at which each is over: the page goes on to the next by itself. */
		halfDays: halfDaysOf({ startsAt, endsAt, zone }).map((each) => ({ ...each, until: endOfHalfDay(each, zone).getTime() })),
		over: ctx.now > endsAt,
		/** Null for who reads in the office and does not run the event. */
		people: eventPolicy.run(ctx.actor, { service, services }) ? await checkInList(ctx, params.id) : null
	}
}
