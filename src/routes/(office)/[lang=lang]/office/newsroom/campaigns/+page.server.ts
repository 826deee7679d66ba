import { officeCampaignQuery } from '#modules/newsroom/campaign-schema'
import { listCampaigns } from '#modules/newsroom/campaigns.server'
import { parseQuery } from '#platform/http.server'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const { data, values, errors } = parseQuery(url, officeCampaignQuery)
	const { after = null, ...filters } = data
	const { after: _, ...asked } = values
	return {
		...(await listCampaigns(ctx, filters, after)),
		filters: { values: asked, errors },
		notice: url.searchParams.get('notice')
	}
}
