import { listListings, listSubmitted } from '#modules/exchange/moderation.server'
import { officeQuery } from '#modules/exchange/schema'
import { listingStatuses } from '#modules/exchange/workflow'
import { parseQuery } from '#platform/http.server'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const { data, values, errors } = parseQuery(url, officeQuery)
	const { after = null, ...filters } = data
	const { after: _, ...asked } = values
	return {
		queue: await listSubmitted(ctx),
		...(await listListings(ctx, filters, after)),
		filters: { values: asked, errors },
		statuses: listingStatuses
	}
}
