import { sql } from 'kysely'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { events, type Event } from './event-rows.server.ts'
import { writeToGuest } from './registration-mails.server.ts'
import { refOfRegistration, registrations, type Registration } from './registration-rows.server.ts'

export type Place = { status: 'accepted'; rank: null } | { status: 'waiting'; rank: number }

/**
 * A place in the category, or the next rank of its waiting list. The category's row is locked until the transaction ends:
 * who asks next waits for what was decided here, so that places are never given twice and ranks follow the order of arrival.
 * Call it last, or everybody waits longer. Without a category there is no limit.
 */
export async function takePlace(ctx: Ctx, categoryId: string | null): Promise<Place> {
	if (categoryId === null) return { status: 'accepted', rank: null }
	// One statement, because everybody else waits meanwhile: the lock, and what is decided by what it shows.
	const { full, nextRank } = await ctx.db
		.with('category', (db) =>
			db
				.selectFrom('placeCategory')
				.select(['id', 'taken', 'nextRank', sql<boolean>`coalesce(taken >= capacity, false)`.as('full')])
				.where('id', '=', categoryId)
				.forNoKeyUpdate()
		)
		.updateTable('placeCategory')
		.from('category')
		.whereRef('placeCategory.id', '=', 'category.id')
		.set({
			taken: sql`category.taken + (not category.full)::int`,
			nextRank: sql`category.next_rank + category.full::int`
		})
		.returning(['category.full', 'category.nextRank'])
		.executeTakeFirstOrThrow()
	return full ? { status: 'waiting', rank: nextRank } : { status: 'accepted', rank: null }
}

/** Gives a place back and passes it to who waits longest. The registration that had it is written by the caller, before. */
export async function freePlace(ctx: Ctx, categoryId: string | null): Promise<void> {
	if (categoryId === null) return
	await lockCategory(ctx, categoryId)
	await ctx.db
		.updateTable('placeCategory')
		.set((eb) => ({ taken: eb('taken', '-', 1) }))
		.where('id', '=', categoryId)
		.execute()
	await promoteWaiting(ctx, categoryId)
}

/** Gives the places that are free to who waits longest, and writes to them; after a place was given back or added. */
export async function promoteWaiting(ctx: Ctx, categoryId: string): Promise<void> {
	const category = await lockCategory(ctx, categoryId)
	const event = await events(ctx).where('id', '=', category.eventId).executeTakeFirstOrThrow()
	// Nobody is told in the evening that they had a place in the morning.
	if (event.status !== 'published' || ctx.now >= event.endsAt) return
	const room = category.capacity === null ? null : category.capacity - category.taken
	if (room !== null && room <= 0) return
	const next = await registrations(ctx)
		.where('categoryId', '=', categoryId)
		.where('status', '=', 'waiting')
		.orderBy('rank')
		.$if(room !== null, (query) => query.limit(room!))
		.forUpdate()
		.execute()
	for (const registration of next) await accept(ctx, event, registration)
	if (next.length)
		await ctx.db
			.updateTable('placeCategory')
			.set((eb) => ({ taken: eb('taken', '+', next.length) }))
			.where('id', '=', categoryId)
			.execute()
}

async function accept(ctx: Ctx, event: Event, registration: Registration) {
	const values = { status: 'accepted' as const, rank: null, decidedAt: ctx.now }
	await ctx.db
		.updateTable('registration')
		.set((eb) => ({ ...values, version: eb('version', '+', 1) }))
		.where('id', '=', registration.id)
		.execute()
	await audit(ctx, 'registration.promoted', refOfRegistration(registration.id), { event: event.id })
	await writeToGuest(ctx, event, { ...registration, ...values }, 'promoted')
}

const lockCategory = (ctx: Ctx, id: string) =>
	ctx.db
		.selectFrom('placeCategory')
		.select(['eventId', 'capacity', 'taken', 'nextRank'])
		.where('id', '=', id)
		.forNoKeyUpdate()
		.executeTakeFirstOrThrow()

/** How many wait before this one in its category. */
export async function waitingBefore(ctx: Ctx, { categoryId, rank }: Registration): Promise<number> {
	if (categoryId === null || rank === null) return 0
	const { count } = await ctx.db
		.selectFrom('registration')
		.select(({ fn }) => fn.countAll<number>().as('count'))
		.where('categoryId', '=', categoryId)
		.where('status', '=', 'waiting')
		.where('rank', '<', rank)
		.executeTakeFirstOrThrow()
	return count
}
