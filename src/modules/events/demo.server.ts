import { v5 as uuidv5 } from 'uuid'
import { demoOrganisationId } from '#modules/network/demo.server'
import { audit } from '#platform/audit.server'
import { instantOf, later, localDate, zoned } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { nextReferences } from '#platform/references.server'
import { demoEvents, type DemoEvent } from '#programme/demo'
import { events, refOfEvent } from './event-rows.server.ts'
import { indexEvent } from './indexing.server.ts'

const NAMESPACE = '0197c9a4-8a52-7c11-a0de-6b9f3c2d7e55'
/** The id of a demo event, by its place in the list: a second start finds what the first made. */
export const demoEventId = (at: number) => uuidv5(`event:${at}`, NAMESPACE)

/** The demo's fictional events; those that are there are left as they are. */
export async function loadDemoEvents(ctx: Ctx): Promise<void> {
	await transact(ctx, async (ctx) => {
		const all = demoEvents.map((event, at) => ({ ...event, id: demoEventId(at) }))
		const known = await events(ctx)
			.where(
				'id',
				'in',
				all.map(({ id }) => id)
			)
			.execute()
		const missing = all.filter(({ id }) => !known.some((event) => event.id === id))
		const references = await nextReferences(ctx, 'EVT', missing.length)
		for (const [i, event] of missing.entries()) await addEvent(ctx, { ...event, reference: references[i]! })
	})
}

async function addEvent(ctx: Ctx, event: DemoEvent & { id: string; reference: string }) {
	const { zone } = event
	const dayAt = (days: number) => {
		const day = zoned(later(ctx.now, { days }, zone), zone).toPlainDate()
		// Nobody meets on a Saturday or a Sunday: the Monday after.
		return day.add({ days: day.dayOfWeek > 5 ? 8 - day.dayOfWeek : 0 }).toString()
	}
	const first = dayAt(event.day)
	const startsAt = instantOf(`${first}T${event.hours[0]}`, zone)
	const last = localDate(later(startsAt, { days: event.days - 1 }, zone), zone)
	const made = later(ctx.now, { days: Math.min(event.day, 0) - 30 }, zone)
	await ctx.db
		.insertInto('event')
		.values({
			id: event.id,
			reference: event.reference,
			kind: event.kind,
			service: event.service,
			title: JSON.stringify(event.title),
			summary: JSON.stringify(event.summary),
			priorities: [event.priority],
			themes: event.themes,
			territory: event.territory,
			place: JSON.stringify(event.place ?? {}),
			lat: event.at?.[0] ?? null,
			lon: event.at?.[1] ?? null,
			format: event.format,
			startsAt,
			endsAt: instantOf(`${last}T${event.hours[1]}`, zone),
			zone,
			languages: event.languages,
			interpretation: event.interpretation,
			registration: event.registration,
			status: event.cancelled ? 'cancelled' : event.day < 0 ? 'done' : 'published',
			cancelReason: JSON.stringify(event.cancelled ?? {}),
			sequence: event.cancelled ? 1 : 0,
			notified: event.cancelled ? 1 : 0,
			publishedAt: made,
			createdAt: made,
			updatedAt: made
		})
		.execute()
	const names = [...new Set((event.sessions ?? []).flatMap(({ speakers }) => speakers))]
	const speakerId = (name: string) => uuidv5(`${event.id}:${name}`, NAMESPACE)
	if (names.length)
		await ctx.db
			.insertInto('speaker')
			.values(
				names.map((name, position) => ({ id: speakerId(name), eventId: event.id, name, function: JSON.stringify({}), position }))
			)
			.execute()
	for (const [position, session] of (event.sessions ?? []).entries()) {
		const id = uuidv5(`${event.id}:session:${position}`, NAMESPACE)
		await ctx.db
			.insertInto('eventSession')
			.values({
				id,
				eventId: event.id,
				title: JSON.stringify(session.title),
				startsAt: instantOf(`${first}T${session.hours[0]}`, zone),
				endsAt: instantOf(`${first}T${session.hours[1]}`, zone),
				position
			})
			.execute()
		if (session.speakers.length)
			await ctx.db
				.insertInto('sessionSpeaker')
				.values(session.speakers.map((name) => ({ sessionId: id, speakerId: speakerId(name) })))
				.execute()
	}
	if (event.partners?.length)
		await ctx.db
			.insertInto('eventPartner')
			.values(
				event.partners.map(({ organisation, role }) => ({
					eventId: event.id,
					organisationId: demoOrganisationId(organisation),
					role
				}))
			)
			.execute()
	if (event.places?.length)
		await ctx.db
			.insertInto('placeCategory')
			.values(
				event.places.map(({ title, capacity }, position) => ({
					id: uuidv5(`${event.id}:places:${position}`, NAMESPACE),
					eventId: event.id,
					title: JSON.stringify(title),
					capacity,
					position
				}))
			)
			.execute()
	await audit(ctx, 'event.drafted', refOfEvent(event.id), { kind: event.kind, demo: true })
	await indexEvent(ctx, await events(ctx).where('id', '=', event.id).executeTakeFirstOrThrow())
}
