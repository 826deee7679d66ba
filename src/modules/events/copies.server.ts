import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import { instantOf, zoned } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize } from '#platform/errors'
import { nextReference } from '#platform/references.server'
import { lockEvent, placeCategories, refOfEvent } from './event-rows.server.ts'
import { eventPolicy } from './policy.ts'
import { programmeRows } from './session-rows.server.ts'

/**
 * The same event once more, as a draft that begins at `starts` (a date and time in its zone): words, partners, places,
 * programme and forms, everything as much later by the clock; no document, nobody who registered. Returns its id.
 */
export async function copyEvent(ctx: Ctx, eventId: string, { starts }: { starts: string }): Promise<string> {
	return transact(ctx, async (ctx) => {
		const event = await lockEvent(ctx, eventId)
		authorize(eventPolicy.draft(ctx.actor, event.service))
		const { zone } = event
		const begins = zoned(event.startsAt, zone).toPlainDateTime()
		const shift = begins.until(zoned(instantOf(starts, zone), zone).toPlainDateTime(), { largestUnit: 'days' })
		const moved = (at: Date) =>
			instantOf(zoned(at, zone).toPlainDateTime().add(shift).toString({ smallestUnit: 'millisecond' }), zone)
		const json = (value: unknown) => (value === null ? null : JSON.stringify(value))
		const id = uuidv7()
		const {
			status: _,
			cancelReason: __,
			sequence: ___,
			notified: ____,
			changedAt: _____,
			publishedAt: ______,
			version: _______,
			...same
		} = event
		await ctx.db
			.insertInto('event')
			.values({
				...same,
				id,
				reference: await nextReference(ctx, 'EVT'),
				title: JSON.stringify(event.title),
				summary: JSON.stringify(event.summary),
				text: JSON.stringify(event.text),
				place: JSON.stringify(event.place),
				form: json(event.form),
				secondForm: json(event.secondForm),
				startsAt: moved(event.startsAt),
				endsAt: moved(event.endsAt),
				opensAt: event.opensAt && moved(event.opensAt),
				closesAt: event.closesAt && moved(event.closesAt),
				status: 'draft',
				createdAt: ctx.now,
				createdBy: ctx.actor.accountId,
				updatedAt: ctx.now
			})
			.execute()
		const partners = await ctx.db.selectFrom('eventPartner').selectAll().where('eventId', '=', eventId).execute()
		if (partners.length)
			await ctx.db
				.insertInto('eventPartner')
				.values(partners.map((partner) => ({ ...partner, eventId: id })))
				.execute()
		const categories = await placeCategories(ctx, eventId)
		if (categories.length)
			await ctx.db
				.insertInto('placeCategory')
				.values(
					categories.map(({ title, capacity, position }) => ({
						id: uuidv7(),
						eventId: id,
						title: JSON.stringify(title),
						capacity,
						position
					}))
				)
				.execute()
		const { sessions, speakers } = await programmeRows(ctx, eventId)
		const newSpeakers = new Map(speakers.map((speaker) => [speaker.id, uuidv7()]))
		if (speakers.length)
			await ctx.db
				.insertInto('speaker')
				.values(
					speakers.map((speaker) => ({
						...speaker,
						id: newSpeakers.get(speaker.id)!,
						eventId: id,
						function: JSON.stringify(speaker.function)
					}))
				)
				.execute()
		const spoken: { sessionId: string; speakerId: string }[] = []
		const newSessions = sessions.map(({ speakers: ids, ...session }) => {
			const sessionId = uuidv7()
			spoken.push(...ids.map((speaker) => ({ sessionId, speakerId: newSpeakers.get(speaker)! })))
			return {
				...session,
				id: sessionId,
				eventId: id,
				title: JSON.stringify(session.title),
				text: JSON.stringify(session.text),
				startsAt: moved(session.startsAt),
				endsAt: moved(session.endsAt)
			}
		})
		if (newSessions.length) await ctx.db.insertInto('eventSession').values(newSessions).execute()
		if (spoken.length) await ctx.db.insertInto('sessionSpeaker').values(spoken).execute()
		await audit(ctx, 'event.copied', refOfEvent(id), { from: eventId })
		return id
	})
}
