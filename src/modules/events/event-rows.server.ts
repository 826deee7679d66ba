import type { Selectable, Updateable } from 'kysely'
import type { FormDefinition } from '#engines/forms/definition'
import type { Ctx } from '#platform/ctx'
import { notFound } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import type { EventTable, PlaceCategoryTable } from '#platform/tables'
import { eventPolicy } from './policy.ts'
import type { EventFormat, EventKind, RegistrationMode } from './schema.ts'
import type { EventStatus } from './workflow.ts'

/** An event as it is stored. */
export type Event = Omit<
	Selectable<EventTable>,
	'kind' | 'title' | 'summary' | 'text' | 'place' | 'format' | 'registration' | 'form' | 'secondForm' | 'status' | 'cancelReason'
> & {
	kind: EventKind
	title: Localized
	summary: Localized
	text: Localized
	place: Localized
	format: EventFormat
	registration: RegistrationMode
	form: FormDefinition | null
	secondForm: FormDefinition | null
	status: EventStatus
	cancelReason: Localized
}

export type PlaceCategory = Omit<Selectable<PlaceCategoryTable>, 'title'> & { title: Localized }

/** The subject of an event in the trail. */
export const refOfEvent = (id: string) => `event:${id}`

export const events = (ctx: Ctx) => ctx.db.selectFrom('event').selectAll('event').$castTo<Event>()

/** One for the office, drafts too; 404 for whoever is not of the office. */
export async function readEvent(ctx: Ctx, id: string): Promise<Event> {
	const event = eventPolicy.view(ctx.actor) ? await events(ctx).where('id', '=', id).executeTakeFirst() : undefined
	return event && eventPolicy.viewOne(ctx.actor, event) ? event : notFound()
}

/** The same, locked until the transaction ends: what a verb is about to decide on. */
export async function lockEvent(ctx: Ctx, id: string): Promise<Event> {
	const event = eventPolicy.view(ctx.actor) ? await events(ctx).where('id', '=', id).forUpdate().executeTakeFirst() : undefined
	return event && eventPolicy.viewOne(ctx.actor, event) ? event : notFound()
}

/** Writes what is given; every write moves the version on. Returns the row as it then is. Asks no permission. */
export async function writeEvent(ctx: Ctx, id: string, values: Updateable<EventTable>): Promise<Event> {
	const row = await ctx.db
		.updateTable('event')
		.set((eb) => ({ ...values, version: eb('version', '+', 1), updatedAt: ctx.now }))
		.where('id', '=', id)
		.returningAll()
		.executeTakeFirstOrThrow()
	return row as unknown as Event
}

/** The categories of places of an event, in order. Asks no permission: with the event they are public. */
export const placeCategories = (ctx: Ctx, eventId: string): Promise<PlaceCategory[]> =>
	ctx.db
		.selectFrom('placeCategory')
		.selectAll()
		.where('eventId', '=', eventId)
		.orderBy('position')
		.orderBy('id')
		.$castTo<PlaceCategory>()
		.execute()
