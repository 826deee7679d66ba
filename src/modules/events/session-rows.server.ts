import type { Selectable } from 'kysely'
import type { Ctx } from '#platform/ctx'
import type { Localized } from '#platform/i18n'
import type { EventSessionTable, SpeakerTable } from '#platform/tables'

export type Session = Omit<Selectable<EventSessionTable>, 'title' | 'text'> & {
	title: Localized
	text: Localized
	/** Ids of its speakers, in their order. */
	speakers: string[]
}
export type Speaker = Omit<Selectable<SpeakerTable>, 'function'> & { function: Localized }

/** Sessions with their speakers, and all speakers of an event, in order. Three queries. Asks no permission. */
export async function programmeRows(ctx: Ctx, eventId: string): Promise<{ sessions: Session[]; speakers: Speaker[] }> {
	const sessions = await ctx.db
		.selectFrom('eventSession')
		.selectAll()
		.where('eventId', '=', eventId)
		.orderBy('startsAt')
		.orderBy('position')
		.orderBy('id')
		.execute()
	const speakers = (await ctx.db
		.selectFrom('speaker')
		.selectAll()
		.where('eventId', '=', eventId)
		.orderBy('position')
		.orderBy('name')
		.orderBy('id')
		.execute()) as Speaker[]
	const joins = await ctx.db
		.selectFrom('sessionSpeaker')
		.innerJoin('eventSession', 'eventSession.id', 'sessionSpeaker.sessionId')
		.select(['sessionSpeaker.sessionId', 'sessionSpeaker.speakerId'])
		.where('eventSession.eventId', '=', eventId)
		.execute()
	const spoken = new Set(joins.map(({ sessionId, speakerId }) => `${sessionId} ${speakerId}`))
	return {
		sessions: sessions.map((session) => ({
			...(session as Omit<Session, 'speakers'>),
			speakers: speakers.filter(({ id }) => spoken.has(`${session.id} ${id}`)).map(({ id }) => id)
		})),
		speakers
	}
}
