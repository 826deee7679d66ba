import { listDelegations } from '#modules/events/delegations.server'
import { getEvent } from '#modules/events/events.server'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => ({
	event: await getEvent(ctx, params.id),
	delegations: await listDelegations(ctx, params.id)
})
