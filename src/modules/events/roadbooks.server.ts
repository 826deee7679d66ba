import { ownOrganisations } from '#modules/network/organisations.server'
import { localDate } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { notFound } from '#platform/errors'
import { events, type Event } from './event-rows.server.ts'
import { eventPolicy } from './policy.ts'
import { registrationOf } from './registration-rows.server.ts'
import { withHosts } from './stops.server.ts'
import { findVisit, stopsOf, type Visit } from './visit-rows.server.ts'

/**
 * The itinerary of one delegate, day by day in the zone of each stop: who receives them, where, who interprets. For whoever
 * asked for the visit, stands in the organisation that asked, has a place at it or heads a delegation, once the roadbook is
 * shared; for the office before that too, of a reserved event its services. 404 to everybody else.
 */
export async function getRoadbook(ctx: Ctx, eventId: string) {
	const visit = ctx.actor ? await findVisit(ctx, eventId) : undefined
	if (!visit) return notFound()
	const event = await events(ctx).where('id', '=', eventId).executeTakeFirstOrThrow()
	if (!eventPolicy.viewOne(ctx.actor, event) && !(isShared(event, visit) && (await travels(ctx, visit)))) return notFound()
	return written(ctx, event, visit, ctx.actor!.name)
}

/** The same of somebody who has a place at the visit, to who has the secret of their registration; 404 before it is shared. */
export async function roadbookOf(ctx: Ctx, token: string) {
	const { registration, event, visit } = await travelling(ctx, token)
	return visit ? written(ctx, event, visit, registration.name) : notFound()
}

/** Whether `roadbookOf` has one: for the page of the registration, to who has its secret. */
export const hasRoadbook = async (ctx: Ctx, token: string): Promise<boolean> => (await travelling(ctx, token)).visit !== null

async function travelling(ctx: Ctx, token: string) {
	const registration = await registrationOf(ctx, token)
	const event = await events(ctx).where('id', '=', registration.eventId).executeTakeFirstOrThrow()
	const visit = registration.status === 'accepted' ? await findVisit(ctx, event.id) : undefined
	return { registration, event, visit: visit && isShared(event, visit) ? visit : null }
}

const isShared = (event: Event, visit: Visit) =>
	event.status !== 'cancelled' && (visit.status === 'planned' || visit.status === 'done')

async function written(ctx: Ctx, event: Event, visit: Visit, delegate: string) {
	const stops = (await withHosts(ctx, await stopsOf(ctx, event.id))).map(
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
		delegate,
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
