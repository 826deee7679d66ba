import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import { instantOf } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import type { Localized, MessageKey } from '#platform/i18n'
import { enqueue } from '#platform/jobs.server'
import { nextReference } from '#platform/references.server'
import { events, lockEvent, readEvent, refOfEvent, writeEvent, type Event } from './event-rows.server.ts'
import { indexEvent } from './indexing.server.ts'
import { eventPolicy } from './policy.ts'
import { asPublicEvent, type PublicEvent } from './public-event.ts'
import type { EventInput } from './schema.ts'
import { canMoveEvent, eventState, isEditable, registrationState } from './workflow.ts'

/** Begins an event that only the office sees. Returns its id. */
export async function draftEvent(ctx: Ctx, input: EventInput): Promise<string> {
	authorize(eventPolicy.draft(ctx.actor, input.service))
	const columns = columnsOf(input)
	return transact(ctx, async (ctx) => {
		const id = uuidv7()
		await ctx.db
			.insertInto('event')
			.values({
				...columns,
				id,
				reference: await nextReference(ctx, 'EVT'),
				status: 'draft',
				createdAt: ctx.now,
				createdBy: ctx.actor!.accountId,
				updatedAt: ctx.now
			})
			.execute()
		await audit(ctx, 'event.drafted', refOfEvent(id), { kind: input.kind, service: input.service })
		return id
	})
}

/**
 * Writes over what is there. When the date, the place or the address of a published one that is not over changes, its
 * calendar entry is replaced and those who registered are told. Throws RuleBroken `error.stale` when somebody wrote meanwhile.
 */
export async function correctEvent(ctx: Ctx, id: string, { version, ...input }: EventInput & { version: number }): Promise<void> {
	await transact(ctx, async (ctx) => {
		const event = await lockEvent(ctx, id)
		authorize(eventPolicy.edit(ctx.actor, event))
		// Giving it to a service is setting it up there.
		if (input.service !== event.service) authorize(eventPolicy.draft(ctx.actor, input.service))
		if (!isEditable(event.status)) throw new RuleBroken('error.event.not_editable')
		if (event.version !== version) throw new RuleBroken('error.stale')
		const columns = columnsOf(input)
		const fields = changesIn(event, columns)
		if (fields.length === 0) return
		if (event.status !== 'draft') askComplete({ ...event, ...input })
		const notify = event.status === 'published' && ctx.now < event.endsAt && fields.some((field) => guestsMustKnow.has(field))
		const written = await writeEvent(ctx, id, {
			...columns,
			...(notify && { sequence: event.sequence + 1, changedAt: ctx.now })
		})
		await audit(ctx, 'event.corrected', refOfEvent(id), { fields, ...(notify && { sequence: written.sequence }) })
		if (notify) await enqueue(ctx, 'events.tell-guests', { eventId: id, sequence: written.sequence })
		await indexEvent(ctx, written)
	})
}

/** Puts an event on the agenda. Throws RuleBroken on the first field that is missing. */
export async function publishEvent(ctx: Ctx, id: string, { version }: { version: number }): Promise<void> {
	await transact(ctx, async (ctx) => {
		const event = await lockEvent(ctx, id)
		authorize(eventPolicy.run(ctx.actor, event))
		if (!canMoveEvent(event.status, 'published')) throw new RuleBroken('error.event.not_a_draft')
		if (event.version !== version) throw new RuleBroken('error.stale')
		askComplete(event)
		const written = await writeEvent(ctx, id, { status: 'published', publishedAt: ctx.now })
		await audit(ctx, 'event.published', refOfEvent(id))
		await indexEvent(ctx, written)
	})
}

/** Calls a published event off: it stays on the agenda and says so, calendars take it out, and those who registered are told why. */
export async function cancelEvent(
	ctx: Ctx,
	id: string,
	{ version, reason }: { version: number; reason: Localized }
): Promise<void> {
	await transact(ctx, async (ctx) => {
		const event = await lockEvent(ctx, id)
		authorize(eventPolicy.run(ctx.actor, event))
		if (!canMoveEvent(event.status, 'cancelled')) throw new RuleBroken('error.event.not_published')
		if (ctx.now >= event.endsAt) throw new RuleBroken('error.event.over')
		if (event.version !== version) throw new RuleBroken('error.stale')
		const written = await writeEvent(ctx, id, {
			status: 'cancelled',
			cancelReason: JSON.stringify(reason),
			sequence: event.sequence + 1,
			changedAt: ctx.now
		})
		await audit(ctx, 'event.cancelled', refOfEvent(id), { reason })
		await enqueue(ctx, 'events.tell-guests', { eventId: id, sequence: written.sequence })
		await indexEvent(ctx, written)
	})
}

/** Throws a draft away, with its programme, partners and categories. */
export async function discardEvent(ctx: Ctx, id: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const event = await lockEvent(ctx, id)
		authorize(eventPolicy.run(ctx.actor, event))
		if (event.status !== 'draft') throw new RuleBroken('error.event.not_a_draft')
		await ctx.db.deleteFrom('event').where('id', '=', id).execute()
		await audit(ctx, 'event.discarded', refOfEvent(id), { reference: event.reference })
	})
}

/** Marks what ended before this moment as having taken place; the daily job. Returns how many. */
export async function finishEvents(ctx: Ctx): Promise<{ done: number }> {
	return transact(ctx, async (ctx) => {
		const over = await events(ctx)
			.where('status', '=', 'published')
			.where('endsAt', '<=', ctx.now)
			.orderBy('id')
			.forUpdate()
			.skipLocked()
			.execute()
		for (const { id } of over) {
			await writeEvent(ctx, id, { status: 'done' })
			await audit(ctx, 'event.done', refOfEvent(id))
		}
		return { done: over.length }
	})
}

/** An event as the office sees it, and what the actor may do now. 404 outside the office. */
export async function getEvent(ctx: Ctx, id: string) {
	const event = await readEvent(ctx, id)
	const edit = eventPolicy.edit(ctx.actor, event)
	const run = eventPolicy.run(ctx.actor, event)
	return {
		...event,
		state: eventState(event, ctx.now),
		registrationState: registrationState(event, ctx.now),
		missing: missingIn(event),
		can: {
			edit: edit && isEditable(event.status),
			publish: run && canMoveEvent(event.status, 'published'),
			cancel: run && canMoveEvent(event.status, 'cancelled') && ctx.now < event.endsAt,
			discard: run && event.status === 'draft',
			copy: eventPolicy.draft(ctx.actor, event.service),
			/** Registrations, papers, check-in, questionnaires. */
			run
		}
	}
}

/** One of the agenda, to whoever asks; 404 for a draft. Cancelled ones stay, and say so. */
export async function publicEvent(ctx: Ctx, id: string): Promise<PublicEvent> {
	const event = await events(ctx).where('id', '=', id).where('publishedAt', 'is not', null).executeTakeFirst()
	return event ? asPublicEvent(event, ctx.now) : notFound()
}

/** What guests must know of when it changes: when, and where. */
const guestsMustKnow = new Set(['startsAt', 'endsAt', 'zone', 'place', 'address', 'territory', 'onlineUrl', 'format'])

type Needed = Pick<Event, 'summary' | 'languages' | 'format' | 'place' | 'onlineUrl' | 'registration'>
/** What a draft still lacks to be published, field by field. */
const missingIn = ({ summary, languages, format, place, onlineUrl, registration }: Needed) =>
	(
		[
			['summary', 'error.event.summary', Object.keys(summary).length === 0],
			['languages', 'error.event.languages', languages.length === 0],
			['place', 'error.event.place', format !== 'online' && Object.keys(place).length === 0],
			// Where one registers, the address can follow with the confirmation.
			['onlineUrl', 'error.event.online', format !== 'place' && !onlineUrl && registration === 'none']
		] satisfies [string, MessageKey, boolean][]
	)
		.filter(([, , missing]) => missing)
		.map(([field, key]) => ({ field, key }))

function askComplete(event: Needed) {
	const [first] = missingIn(event)
	if (first) throw new RuleBroken(first.key, first.field, {}, 422)
}

/** The columns of what was typed; throws RuleBroken on a field whose instants do not follow one another. */
function columnsOf({ starts, ends, opens, closes, ...input }: EventInput) {
	const instant = (local: string) => instantOf(local, input.zone)
	const startsAt = instant(starts)
	const endsAt = instant(ends)
	const opensAt = opens === null ? null : instant(opens)
	const closesAt = closes === null ? null : instant(closes)
	if (endsAt < startsAt) throw new RuleBroken('error.event.dates', 'ends', {}, 422)
	if (endsAt.getTime() - startsAt.getTime() > 366 * 86_400_000) throw new RuleBroken('error.event.too_long', 'ends', {}, 422)
	if (closesAt && closesAt > endsAt) throw new RuleBroken('error.event.closes', 'closes', {}, 422)
	if (opensAt && opensAt >= (closesAt ?? startsAt)) throw new RuleBroken('error.event.opens', 'opens', {}, 422)
	return {
		...input,
		services: input.services.filter((service) => service !== input.service),
		title: JSON.stringify(input.title),
		summary: JSON.stringify(input.summary),
		text: JSON.stringify(input.text),
		place: JSON.stringify(input.place),
		startsAt,
		endsAt,
		opensAt,
		closesAt
	}
}

/** Which columns say something else than before. */
function changesIn(event: Event, columns: ReturnType<typeof columnsOf>): string[] {
	const canonical = (value: unknown): string =>
		value instanceof Date
			? value.toISOString()
			: Array.isArray(value)
				? JSON.stringify(value.toSorted())
				: value && typeof value === 'object'
					? JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
					: typeof value === 'number'
						? String(Math.fround(value))
						: JSON.stringify(value)
	const localized = new Set(['title', 'summary', 'text', 'place'])
	return (Object.keys(columns) as (keyof typeof columns)[]).filter(
		(field) => canonical(event[field]) !== canonical(localized.has(field) ? JSON.parse(columns[field] as string) : columns[field])
	)
}
