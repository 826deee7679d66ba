import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import { events, type Event } from './event-rows.server.ts'
import { takePlace } from './places.server.ts'
import { eventPolicy } from './policy.ts'
import { writeToGuest } from './registration-mails.server.ts'
import { refOfRegistration, registrations, type Registration } from './registration-rows.server.ts'
import { canMoveRegistration } from './registration-workflow.ts'
import { leave } from './registrations.server.ts'

type Decided = { id: string; version: number }

/**
 * Gives somebody who asked a place, or the next rank where their category is full. Throws RuleBroken when there is nothing to
 * decide, and `error.stale` when it was decided meanwhile. Returns what became of it.
 */
export async function acceptRegistration(ctx: Ctx, eventId: string, decided: Decided): Promise<'accepted' | 'waiting'> {
	return deciding(ctx, eventId, decided, async (ctx, event, registration) => {
		// Who waits has a rank; the next place goes by it.
		if (!canMoveRegistration(registration.status, 'waiting')) throw new RuleBroken('error.registration.decided')
		const place = await takePlace(ctx, registration.categoryId)
		const written = await write(ctx, registration, { ...place, reason: '' })
		await audit(ctx, 'registration.accepted', refOfRegistration(registration.id), { event: event.id, status: place.status })
		await writeToGuest(ctx, event, written, place.status)
		return place.status
	})
}

/** Refuses somebody who asked or waits, with the reason they will read. */
export async function refuseRegistration(
	ctx: Ctx,
	eventId: string,
	{ reason, ...decided }: Decided & { reason: string }
): Promise<void> {
	await deciding(ctx, eventId, decided, async (ctx, event, registration) => {
		if (!canMoveRegistration(registration.status, 'refused')) throw new RuleBroken('error.registration.decided')
		const written = await write(ctx, registration, { status: 'refused', rank: null, reason })
		await audit(ctx, 'registration.refused', refOfRegistration(registration.id), { event: event.id })
		await writeToGuest(ctx, event, written, 'refused')
	})
}

/** Takes somebody off who said so by telephone; the place goes to who waits longest. */
export async function takeOff(ctx: Ctx, eventId: string, decided: Decided): Promise<void> {
	await deciding(ctx, eventId, decided, (ctx, _event, registration) => leave(ctx, registration))
}

async function deciding<T>(
	ctx: Ctx,
	eventId: string,
	{ id, version }: Decided,
	work: (ctx: Ctx, event: Event, registration: Registration) => Promise<T>
): Promise<T> {
	return transact(ctx, async (ctx) => {
		if (!eventPolicy.view(ctx.actor)) return notFound()
		const event = await events(ctx).where('id', '=', eventId).forKeyShare().executeTakeFirst()
		if (!event) return notFound()
		authorize(eventPolicy.run(ctx.actor, event))
		const registration = await registrations(ctx)
			.where('id', '=', id)
			.where('eventId', '=', eventId)
			.forUpdate()
			.executeTakeFirst()
		if (!registration) return notFound()
		if (event.status !== 'published' || ctx.now >= event.endsAt) throw new RuleBroken('error.event.over')
		if (registration.version !== version) throw new RuleBroken('error.stale')
		return work(ctx, event, registration)
	})
}

async function write(
	ctx: Ctx,
	{ id }: Registration,
	values: { status: Registration['status']; rank: number | null; reason: string }
): Promise<Registration> {
	const row = await ctx.db
		.updateTable('registration')
		.set((eb) => ({ ...values, decidedAt: ctx.now, decidedBy: ctx.actor!.accountId, version: eb('version', '+', 1) }))
		.where('id', '=', id)
		.returningAll()
		.executeTakeFirstOrThrow()
	return row as unknown as Registration
}
