import { z } from 'zod'
import { getEvent } from '#modules/events/events.server'
import { suggestHosts } from '#modules/events/hosts.server'
import { acceptForm, refuseForm } from '#modules/events/visit-schema'
import { acceptVisit, getVisit, refuseVisit, shareRoadbook } from '#modules/events/visits.server'
import { action } from '../../../../../../organisation-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const visit = await getVisit(ctx, params.id)
	return {
		event: await getEvent(ctx, params.id),
		visit,
		hosts: visit ? await suggestHosts(ctx, params.id) : [],
		saved: url.searchParams.has('notice')
	}
}

export const actions: Actions = {
	accept: action(acceptForm, 'saved', acceptVisit),
	refuse: action(refuseForm, 'saved', refuseVisit),
	share: action(z.object({}), 'saved', shareRoadbook)
}
