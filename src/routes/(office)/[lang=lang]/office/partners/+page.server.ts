import { findPartners } from '#modules/steering/partner-file.server'
import { partnersQuery } from '#modules/steering/partner-schema'
import { parseQuery } from '#platform/http.server'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const { data, values, errors } = parseQuery(url, partnersQuery)
	return { ...(await findPartners(ctx, data.q ?? '')), filters: { values, errors } }
}
