import { writeDebrief } from '#modules/events/debriefs.server'
import { getEvent } from '#modules/events/events.server'
import { debriefForm } from '#modules/events/visit-schema'
import { getVisit } from '#modules/events/visits.server'
import { action } from '../../../../../../organisation-actions.ts'
import { commitmentActions, commitmentsOf } from '../commitment-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => ({
	event: await getEvent(ctx, params.id),
	visit: await getVisit(ctx, params.id),
	...(await commitmentsOf(ctx, params.id)),
	saved: url.searchParams.has('notice')
})

export const actions: Actions = { debrief: action(debriefForm, 'saved', writeDebrief), ...commitmentActions }
