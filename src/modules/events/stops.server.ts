import { v7 as uuidv7 } from 'uuid'
import { organisationsById } from '#modules/network/organisations.server'
import { audit } from '#platform/audit.server'
import { instantOf } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { notFound, RuleBroken } from '#platform/errors'
import { readEvent, refOfEvent } from './event-rows.server.ts'
import { warningsIn } from './itinerary.ts'
import { stopsOf, workingOn } from './visit-rows.server.ts'
import { MOST_STOPS, type StopInput } from './visit-schema.ts'

/** The itinerary as the office works on it: stops with their hosts in the order of the journey, and what cannot be. */
export async function getItinerary(ctx: Ctx, eventId: string) {
	const event = await readEvent(ctx, eventId)
	const stops = await stopsOf(ctx, eventId)
	return { stops: await withHosts(ctx, stops), warnings: warningsIn(event, stops) }
}

/** Adds a stop to a visit that was taken on. Returns its id. */
export async function addStop(ctx: Ctx, eventId: string, input: StopInput): Promise<string> {
	return workingOn(ctx, eventId, 'edit', async (ctx, { visit }) => {
		if (visit.status === 'asked') throw new RuleBroken('error.visit.not_accepted')
		const columns = await columnsOf(ctx, input)
		const known = await stopsOf(ctx, eventId)
		if (known.length >= MOST_STOPS) throw new RuleBroken('error.event.too_many', null, { count: MOST_STOPS })
		const id = uuidv7()
		await ctx.db
			.insertInto('stop')
			.values({ ...columns, id, eventId, position: known.length })
			.execute()
		await audit(ctx, 'visit.stop-added', refOfEvent(eventId), { stop: id })
		return id
	})
}

export async function correctStop(ctx: Ctx, eventId: string, stopId: string, input: StopInput): Promise<void> {
	await workingOn(ctx, eventId, 'edit', async (ctx) => {
		const { numUpdatedRows } = await ctx.db
			.updateTable('stop')
			.set(await columnsOf(ctx, input))
			.where('id', '=', stopId)
			.where('eventId', '=', eventId)
			.executeTakeFirst()
		if (numUpdatedRows === 0n) return notFound()
		await audit(ctx, 'visit.stop-corrected', refOfEvent(eventId), { stop: stopId })
	})
}

export async function removeStop(ctx: Ctx, eventId: string, stopId: string): Promise<void> {
	await workingOn(ctx, eventId, 'edit', async (ctx) => {
		const { numDeletedRows } = await ctx.db
			.deleteFrom('stop')
			.where('id', '=', stopId)
			.where('eventId', '=', eventId)
			.executeTakeFirst()
		if (numDeletedRows === 0n) return notFound()
		await audit(ctx, 'visit.stop-removed', refOfEvent(eventId), { stop: stopId })
	})
}

/** The same stops with the names of their hosts. Asks no permission. */
export async function withHosts<Stop extends { hostId: string | null }>(ctx: Ctx, stops: Stop[]) {
	const hosts = await organisationsById(
		ctx,
		stops.flatMap(({ hostId }) => hostId ?? [])
	)
	return stops.map((stop) => {
		const host = stop.hostId ? hosts.get(stop.hostId) : undefined
		return { ...stop, host: host ? { id: host.id, name: host.name, latin: host.latin } : null }
	})
}

async function columnsOf(
	ctx: Ctx,
	{ kind, title, text, place, address, host, contact, interpreter, language, starts, ends, zone, transport }: StopInput
) {
	const startsAt = instantOf(starts, zone)
	const endsAt = instantOf(ends, zone)
	if (endsAt < startsAt) throw new RuleBroken('error.event.dates', 'ends', {}, 422)
	if (host && (await organisationsById(ctx, [host])).get(host)?.status !== 'listed')
		throw new RuleBroken('error.event.organisation', 'host', {}, 422)
	return {
		kind,
		title: JSON.stringify(title),
		text: JSON.stringify(text),
		place: place ?? '',
		address: address ?? '',
		hostId: host,
		contact: contact ?? '',
		interpreter: interpreter ?? '',
		language,
		startsAt,
		endsAt,
		zone,
		transport: transport ?? ''
	}
}
