import { addCost, listCosts, recordCost, removeCost } from '#modules/events/costs.server'
import { getEvent } from '#modules/events/events.server'
import { partForm } from '#modules/events/schema'
import { actualForm, costForm } from '#modules/events/visit-schema'
import { getVisit } from '#modules/events/visits.server'
import { action } from '../../../../../../organisation-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const event = await getEvent(ctx, params.id)
	const visit = await getVisit(ctx, params.id)
	return {
		event,
		...(await listCosts(ctx, params.id)),
		write: event.can.run && event.can.edit && visit !== null && visit.status !== 'refused',
		saved: url.searchParams.has('notice')
	}
}

export const actions: Actions = {
	add: action(costForm, 'saved', addCost),
	record: action(actualForm, 'saved', recordCost),
	remove: action(partForm, 'saved', (ctx, eventId, { id }) => removeCost(ctx, eventId, id))
}
