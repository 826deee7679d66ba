import { getEvent } from '#modules/events/events.server'
import { suggestHosts } from '#modules/events/hosts.server'
import { listPartners } from '#modules/events/partners.server'
import { partForm } from '#modules/events/schema'
import { addStop, correctStop, getItinerary, removeStop } from '#modules/events/stops.server'
import { correctStopForm, stopForm } from '#modules/events/visit-schema'
import { getVisit } from '#modules/events/visits.server'
import { action } from '../../../../../../organisation-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const event = await getEvent(ctx, params.id)
	const visit = await getVisit(ctx, params.id)
	const itinerary = await getItinerary(ctx, params.id)
	const write = event.can.edit && visit !== null && visit.status !== 'asked' && visit.status !== 'refused'
	const names = new Map<string, (typeof itinerary.stops)[number]['title']>()
	if (write) {
		for (const { organisationId, organisation } of await listPartners(ctx, params.id))
			names.set(organisationId, organisation.name)
		for (const { id, name } of await suggestHosts(ctx, params.id)) names.set(id, name)
		for (const { host } of itinerary.stops) if (host) names.set(host.id, host.name)
	}
	const open = url.searchParams.get('stop')
	return {
		event,
		...itinerary,
		write,
		hosts: [...names].map(([id, name]) => ({ id, name })),
		open: itinerary.stops.find(({ id }) => id === open) ?? null,
		saved: url.searchParams.has('notice')
	}
}

export const actions: Actions = {
	add: action(stopForm, 'saved', addStop),
	correct: action(correctStopForm, 'saved', (ctx, eventId, { id, ...input }) => correctStop(ctx, eventId, id, input)),
	remove: action(partForm, 'saved', (ctx, eventId, { id }) => removeStop(ctx, eventId, id))
}
