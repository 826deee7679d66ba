import { z } from 'zod'
import { getEvent } from '#modules/events/events.server'
import { suggestHosts } from '#modules/events/hosts.server'
import { listPartners } from '#modules/events/partners.server'
import { acceptForm, planVisitForm, refuseForm } from '#modules/events/visit-schema'
import { acceptVisit, getVisit, planVisit, refuseVisit, shareRoadbook } from '#modules/events/visits.server'
import { action } from '../../../../../../organisation-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const visit = await getVisit(ctx, params.id)
	const event = await getEvent(ctx, params.id)
	const plan = visit === null && event.kind === 'study-visit' && event.can.run && event.can.edit
	return {
		event,
		visit,
		plan,
		guests: plan
			? (await listPartners(ctx, params.id))
					.filter(({ organisation }) => organisation.status === 'listed')
					.map(({ organisation: { id, name } }) => ({ id, name }))
			: [],
		hosts: visit ? await suggestHosts(ctx, params.id) : [],
		saved: url.searchParams.has('notice')
	}
}

export const actions: Actions = {
	plan: action(planVisitForm, 'saved', planVisit),
	accept: action(acceptForm, 'saved', acceptVisit),
	refuse: action(refuseForm, 'saved', refuseVisit),
	share: action(z.object({}), 'saved', shareRoadbook)
}
