import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { notFound, RuleBroken } from '#platform/errors'
import { refOfEvent } from './event-rows.server.ts'
import { editing, getProgramme } from './programme.server.ts'
import { MOST_SPEAKERS, type SpeakerInput } from './programme-schema.ts'
import type { Speaker } from './session-rows.server.ts'

/** One speaker for their form; 404 where the event has none of this id. */
export async function getSpeaker(ctx: Ctx, eventId: string, speakerId: string): Promise<Speaker> {
	const { speakers } = await getProgramme(ctx, eventId)
	return speakers.find(({ id }) => id === speakerId) ?? notFound()
}

/** Adds somebody who speaks at an event. Returns their id. */
export async function addSpeaker(ctx: Ctx, eventId: string, input: SpeakerInput): Promise<string> {
	return editing(ctx, eventId, async (ctx) => {
		const { count } = await ctx.db
			.selectFrom('speaker')
			.select(({ fn }) => fn.countAll<number>().as('count'))
			.where('eventId', '=', eventId)
			.executeTakeFirstOrThrow()
		if (count >= MOST_SPEAKERS) throw new RuleBroken('error.event.too_many', null, { count: MOST_SPEAKERS })
		const id = uuidv7()
		await ctx.db
			.insertInto('speaker')
			.values({ ...input, function: JSON.stringify(input.function), id, eventId, position: count })
			.execute()
		await audit(ctx, 'event.speaker-added', refOfEvent(eventId), { speaker: id })
		return id
	})
}

export async function correctSpeaker(ctx: Ctx, eventId: string, speakerId: string, input: SpeakerInput): Promise<void> {
	await editing(ctx, eventId, async (ctx) => {
		const { numUpdatedRows } = await ctx.db
			.updateTable('speaker')
			.set({ ...input, function: JSON.stringify(input.function) })
			.where('id', '=', speakerId)
			.where('eventId', '=', eventId)
			.executeTakeFirst()
		if (numUpdatedRows === 0n) return notFound()
		await audit(ctx, 'event.speaker-corrected', refOfEvent(eventId), { speaker: speakerId })
	})
}

/** Takes a speaker out of the programme, and out of the sessions they were to speak at. */
export async function removeSpeaker(ctx: Ctx, eventId: string, speakerId: string): Promise<void> {
	await editing(ctx, eventId, async (ctx) => {
		const { numDeletedRows } = await ctx.db
			.deleteFrom('speaker')
			.where('id', '=', speakerId)
			.where('eventId', '=', eventId)
			.executeTakeFirst()
		if (numDeletedRows === 0n) return notFound()
		await audit(ctx, 'event.speaker-removed', refOfEvent(eventId), { speaker: speakerId })
	})
}
