import { listEvents } from '#modules/events/event-lists.server'
import { servicesToRun } from '#modules/events/policy'
import { officeEventsQuery } from '#modules/events/schema'
import { eventStatuses } from '#modules/events/workflow'
import { parseQuery } from '#platform/http.server'
import { programme } from '#programme/programme'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const { data, values, errors } = parseQuery(url, officeEventsQuery)
	const { after = null, ...filters } = data
	const { after: _, ...asked } = values
	return {
		...(await listEvents(ctx, filters, after)),
		filters: { values: asked, errors },
		statuses: eventStatuses,
		mayDraft: servicesToRun(ctx.actor, programme.services).length > 0,
		discarded: url.searchParams.get('notice') === 'discarded'
	}
}
