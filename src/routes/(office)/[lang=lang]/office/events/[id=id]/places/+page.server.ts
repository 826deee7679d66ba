import { addCategory, correctCategory, listCategories, removeCategory } from '#modules/events/categories.server'
import { getEvent } from '#modules/events/events.server'
import { categoryForm, correctCategoryForm, partForm } from '#modules/events/schema'
import { action } from '../../../../../../organisation-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => ({
	event: await getEvent(ctx, params.id),
	categories: await listCategories(ctx, params.id),
	saved: url.searchParams.has('notice')
})

export const actions: Actions = {
	add: action(categoryForm, 'saved', addCategory),
	correct: action(correctCategoryForm, 'saved', (ctx, eventId, { id, ...input }) => correctCategory(ctx, eventId, id, input)),
	remove: action(partForm, 'saved', (ctx, eventId, { id }) => removeCategory(ctx, eventId, id))
}
