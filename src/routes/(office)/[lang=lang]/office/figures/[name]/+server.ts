import { getDashboard } from '#modules/steering/dashboards.server'
import { figureFile } from '#modules/steering/figure-files.server'
import { figureQuery } from '#modules/steering/figure-schema'
import { parseQuery } from '#platform/http.server'
import type { RequestHandler } from './$types'

/** A figure to take away, with the filters of the page it stands on. */
export const GET: RequestHandler = async ({ params, url, locals: { ctx } }) => {
	const { section = 'activity', ...filters } = parseQuery(url, figureQuery).data
	return figureFile(await getDashboard(ctx, section, filters), params.name, ctx.locale)
}
