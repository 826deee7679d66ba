import { getDashboard } from '#modules/steering/dashboards.server'
import { figureQuery, figureTerritories, sections } from '#modules/steering/figure-schema'
import { parseQuery } from '#platform/http.server'
import { serverOnly } from '#ui/server-only.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
	const { data, values, errors } = parseQuery(event.url, figureQuery)
	const { section = 'activity', ...filters } = data
	return {
		dashboard: serverOnly(event, await getDashboard(event.locals.ctx, section, filters)),
		section,
		sections,
		territories: figureTerritories,
		filters: { values, errors }
	}
}
