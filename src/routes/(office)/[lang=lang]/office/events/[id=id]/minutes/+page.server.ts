import { z } from 'zod'
import { getEvent } from '#modules/events/events.server'
import { getMinutes, publishMinutes, writeMinutes } from '#modules/events/minutes.server'
import { minutesForm } from '#modules/events/visit-schema'
import { action } from '../../../../../../organisation-actions.ts'
import { commitmentActions, commitmentsOf } from '../commitment-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => ({
	event: await getEvent(ctx, params.id),
	...(await getMinutes(ctx, params.id)),
	...(await commitmentsOf(ctx, params.id)),
	saved: url.searchParams.has('notice')
})

export const actions: Actions = {
	write: action(minutesForm, 'saved', writeMinutes),
	publish: action(z.object({}), 'saved', publishMinutes),
	...commitmentActions
}
