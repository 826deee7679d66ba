import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { notFound, onConstraint, RuleBroken } from '#platform/errors'
import { placeCategories, readEvent, refOfEvent, type PlaceCategory } from './event-rows.server.ts'
import { promoteWaiting } from './places.server.ts'
import { editing } from './programme.server.ts'
import type { CategoryInput } from './schema.ts'

/** As many as a form can offer to choose from. */
const MOST = 12

onConstraint('place_category_full_check', 'error.event.capacity_taken', 'capacity')
onConstraint('registration_category_fk', 'error.event.category_used')
onConstraint('event_invitation_category_fk', 'error.event.category_used')

/** The categories of places of an event, drafts too, in order. For the office. */
export async function listCategories(ctx: Ctx, eventId: string): Promise<PlaceCategory[]> {
	await readEvent(ctx, eventId)
	return placeCategories(ctx, eventId)
}

/** Adds a category of places: at most 12. `capacity` null is without limit. Returns its id. */
export async function addCategory(ctx: Ctx, eventId: string, { title, capacity }: CategoryInput): Promise<string> {
	return editing(ctx, eventId, async (ctx) => {
		const { count } = await ctx.db
			.selectFrom('placeCategory')
			.select(({ fn }) => fn.countAll<number>().as('count'))
			.where('eventId', '=', eventId)
			.executeTakeFirstOrThrow()
		if (count >= MOST) throw new RuleBroken('error.event.too_many', null, { count: MOST })
		const id = uuidv7()
		await ctx.db
			.insertInto('placeCategory')
			.values({ id, eventId, title: JSON.stringify(title), capacity, position: count })
			.execute()
		await audit(ctx, 'event.category-added', refOfEvent(eventId), { category: id, capacity })
		return id
	})
}

/** Corrects a category; its capacity cannot fall below what is taken. Places it gains go to who waits longest. */
export async function correctCategory(
	ctx: Ctx,
	eventId: string,
	categoryId: string,
	{ title, capacity }: CategoryInput
): Promise<void> {
	await editing(ctx, eventId, async (ctx) => {
		const { numUpdatedRows } = await ctx.db
			.updateTable('placeCategory')
			.set({ title: JSON.stringify(title), capacity })
			.where('id', '=', categoryId)
			.where('eventId', '=', eventId)
			.executeTakeFirst()
		if (numUpdatedRows === 0n) return notFound()
		await audit(ctx, 'event.category-corrected', refOfEvent(eventId), { category: categoryId, capacity })
		await promoteWaiting(ctx, categoryId)
	})
}

/** Removes a category nobody registered in. */
export async function removeCategory(ctx: Ctx, eventId: string, categoryId: string): Promise<void> {
	await editing(ctx, eventId, async (ctx) => {
		const { numDeletedRows } = await ctx.db
			.deleteFrom('placeCategory')
			.where('id', '=', categoryId)
			.where('eventId', '=', eventId)
			.executeTakeFirst()
		if (numDeletedRows === 0n) return notFound()
		await audit(ctx, 'event.category-removed', refOfEvent(eventId), { category: categoryId })
	})
}
