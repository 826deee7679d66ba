import { callsQuery } from '#modules/calls/call-schema'
import { listCalls } from '#modules/calls/call-lists.server'
import { servicesToLead } from '#modules/calls/policy'
import { parseQuery } from '#platform/http.server'
import { programme } from '#programme/programme'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const { data, values, errors } = parseQuery(url, callsQuery)
	const { after = null, ...filters } = data
	return {
		...(await listCalls(ctx, filters, after)),
		filters: { values, errors },
		mayDraft: servicesToLead(ctx.actor, programme.services).length > 0
	}
}
