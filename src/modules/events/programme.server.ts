import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import { instantOf, localDate } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import { enqueue } from '#platform/jobs.server'
import { clashesIn } from './clashes.ts'
import { publicEvent } from './events.server.ts'
import { lockEvent, readEvent, refOfEvent, writeEvent, type Event } from './event-rows.server.ts'
import { eventPolicy } from './policy.ts'
import { MOST_SESSIONS, type SessionInput } from './programme-schema.ts'
import { programmeRows, type Session } from './session-rows.server.ts'
import { isEditable } from './workflow.ts'

/** The programme as the office works on it: sessions in order, speakers with their addresses, and what clashes. */
export async function getProgramme(ctx: Ctx, eventId: string) {
	const event = await readEvent(ctx, eventId)
	const { sessions, speakers } = await programmeRows(ctx, eventId)
	return { sessions, speakers, clashes: clashesIn(event, sessions) }
}

/** One session for its form; 404 where the event has none of this id. */
export async function getSession(ctx: Ctx, eventId: string, sessionId: string): Promise<Session> {
	const { sessions } = await getProgramme(ctx, eventId)
	return sessions.find(({ id }) => id === sessionId) ?? notFound()
}

/** What everybody reads of a programme, day by day in the event's zone; of the speakers their name and what they do. */
export async function publicProgramme(ctx: Ctx, eventId: string) {
	const { zone } = await publicEvent(ctx, eventId)
	const { sessions, speakers } = await programmeRows(ctx, eventId)
	const known = new Map(speakers.map((speaker) => [speaker.id, { name: speaker.name, function: speaker.function }]))
	const open = sessions.map(({ eventId: _, position: __, ...session }) => ({
		...session,
		speakers: session.speakers.map((id) => ({ id, ...known.get(id)! }))
	}))
	const byDay: { day: string; sessions: typeof open }[] = []
	for (const session of open) {
		const day = localDate(session.startsAt, zone)
		if (byDay.at(-1)?.day !== day) byDay.push({ day, sessions: [] })
		byDay.at(-1)!.sessions.push(session)
	}
	return {
		days: byDay,
		speakers: speakers.map(({ id, name, function: role }) => ({ id, name, function: role }))
	}
}

/** Adds a session to an event that is not cancelled. Returns its id. */
export async function addSession(ctx: Ctx, eventId: string, input: SessionInput): Promise<string> {
	return editing(ctx, eventId, async (ctx, event) => {
		const { count } = await ctx.db
			.selectFrom('eventSession')
			.select(({ fn }) => fn.countAll<number>().as('count'))
			.where('eventId', '=', eventId)
			.executeTakeFirstOrThrow()
		if (count >= MOST_SESSIONS) throw new RuleBroken('error.event.too_many', null, { count: MOST_SESSIONS })
		const id = uuidv7()
		await ctx.db
			.insertInto('eventSession')
			.values({ ...columnsOf(input, event), id, eventId, position: count })
			.execute()
		await setSpeakers(ctx, eventId, id, input.speakers)
		await audit(ctx, 'event.session-added', refOfEvent(eventId), { session: id })
		return id
	})
}

export async function correctSession(ctx: Ctx, eventId: string, sessionId: string, input: SessionInput): Promise<void> {
	await editing(ctx, eventId, async (ctx, event) => {
		const { numUpdatedRows } = await ctx.db
			.updateTable('eventSession')
			.set(columnsOf(input, event))
			.where('id', '=', sessionId)
			.where('eventId', '=', eventId)
			.executeTakeFirst()
		if (numUpdatedRows === 0n) return notFound()
		await setSpeakers(ctx, eventId, sessionId, input.speakers)
		await audit(ctx, 'event.session-corrected', refOfEvent(eventId), { session: sessionId })
	})
}

export async function removeSession(ctx: Ctx, eventId: string, sessionId: string): Promise<void> {
	await editing(ctx, eventId, async (ctx) => {
		const { numDeletedRows } = await ctx.db
			.deleteFrom('eventSession')
			.where('id', '=', sessionId)
			.where('eventId', '=', eventId)
			.executeTakeFirst()
		if (numDeletedRows === 0n) return notFound()
		await audit(ctx, 'event.session-removed', refOfEvent(eventId), { session: sessionId })
	})
}

/**
 * Tells those who registered that the programme has changed: one change is rarely worth a letter, so somebody says when.
 * Throws RuleBroken for an event that is not on the agenda or is over, and while an earlier letter is still to leave.
 */
export async function tellProgrammeChanged(ctx: Ctx, eventId: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const event = await lockEvent(ctx, eventId)
		authorize(eventPolicy.run(ctx.actor, event))
		if (event.status !== 'published') throw new RuleBroken('error.event.not_on_agenda')
		if (ctx.now >= event.endsAt) throw new RuleBroken('error.event.over')
		if (event.notified < event.sequence) throw new RuleBroken('error.event.telling')
		const { sequence } = await writeEvent(ctx, eventId, { sequence: event.sequence + 1 })
		await audit(ctx, 'event.programme-told', refOfEvent(eventId), { sequence })
		await enqueue(ctx, 'events.tell-guests', { eventId, sequence, programme: true })
	})
}

/** Runs `work` on an event whose programme, partners and places the actor may write, its row locked. */
export async function editing<Result>(
	ctx: Ctx,
	eventId: string,
	work: (ctx: Ctx, event: Event) => Promise<Result>
): Promise<Result> {
	return transact(ctx, async (ctx) => {
		const event = await lockEvent(ctx, eventId)
		authorize(eventPolicy.edit(ctx.actor, event))
		if (!isEditable(event.status)) throw new RuleBroken('error.event.not_editable')
		return work(ctx, event)
	})
}

async function setSpeakers(ctx: Ctx, eventId: string, sessionId: string, speakerIds: string[]) {
	await ctx.db.deleteFrom('sessionSpeaker').where('sessionId', '=', sessionId).execute()
	if (speakerIds.length === 0) return
	const own = await ctx.db
		.selectFrom('speaker')
		.select('id')
		.where('eventId', '=', eventId)
		.where('id', 'in', speakerIds)
		.execute()
	if (own.length !== speakerIds.length) throw new RuleBroken('error.choice', 'speakers', {}, 422)
	await ctx.db
		.insertInto('sessionSpeaker')
		.values(own.map(({ id }) => ({ sessionId, speakerId: id })))
		.execute()
}

function columnsOf({ title, text, track, room, starts, ends, language }: SessionInput, { zone }: Event) {
	const startsAt = instantOf(starts, zone)
	const endsAt = instantOf(ends, zone)
	if (endsAt < startsAt) throw new RuleBroken('error.event.dates', 'ends', {}, 422)
	return {
		title: JSON.stringify(title),
		text: JSON.stringify(text),
		track: track ?? '',
		room: room ?? '',
		startsAt,
		endsAt,
		language
	}
}
