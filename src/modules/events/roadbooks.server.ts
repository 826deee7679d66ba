import { mayEnterOffice } from '#modules/identity/policy'
import { ownOrganisations } from '#modules/network/organisations.server'
import { localDate } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { notFound } from '#platform/errors'
import { events } from './event-rows.server.ts'
import { withHosts } from './stops.server.ts'
import { findVisit, stopsOf } from './visit-rows.server.ts'

/**
 * The itinerary of one delegate, day by day in the zone of each stop: who receives them, where, who interprets. For whoever
 * asked for the visit, stands in the organisation that asked, has a place at it or heads a delegation, once the roadbook is
 * shared; for the office before that too. 404 to everybody else.
 */
export async function getRoadbook(ctx: Ctx, eventId: string) {
	const visit = ctx.actor ? await findVisit(ctx, eventId) : undefined
	if (!visit) return notFound()
	const event = await events(ctx).where('id', '=', eventId).executeTakeFirstOrThrow()
	const shared = event.status !== 'cancelled' && (visit.status === 'planned' || visit.status === 'done')
	if (!mayEnterOffice(ctx.actor) && !(shared && (await travels(ctx, visit)))) return notFound()
	const stops = (await withHosts(ctx, await stopsOf(ctx, eventId))).map(
		({ eventId: _, hostId: __, position: ___, ...stop }) => stop
	)
	const days: { day: string; stops: typeof stops }[] = []
	for (const stop of stops) {
		const day = localDate(stop.startsAt, stop.zone)
		if (days.at(-1)?.day !== day) days.push({ day, stops: [] })
		days.at(-1)!.stops.push(stop)
	}
	const { id, reference, service, title, startsAt, endsAt, zone, sequence, updatedAt } = event
	return {
		...{ id, reference, service, title, startsAt, endsAt, zone, sequence, updatedAt },
		delegate: ctx.actor!.name,
		objectives: visit.objectives,
		questions: visit.questions,
		days
	}
}
export type Roadbook = Awaited<ReturnType<typeof getRoadbook>>
export type RoadbookStop = Roadbook['days'][number]['stops'][number]

async function travels(ctx: Ctx, visit: { eventId: string; askedBy: string | null; organisationId: string | null }) {
	const { accountId } = ctx.actor!
	if (visit.askedBy === accountId) return true
	const place = await ctx.db
		.selectFrom('registration')
		.leftJoin('delegation', 'delegation.id', 'registration.delegationId')
		.select('registration.id')
		.where('registration.eventId', '=', visit.eventId)
		.where('registration.status', '=', 'accepted')
		.where((eb) => eb.or([eb('registration.accountId', '=', accountId), eb('delegation.headId', '=', accountId)]))
		.limit(1)
		.executeTakeFirst()
	return (
		place !== undefined ||
		(await ownOrganisations(ctx)).some(({ id, status }) => id === visit.organisationId && status === 'listed')
	)
}
