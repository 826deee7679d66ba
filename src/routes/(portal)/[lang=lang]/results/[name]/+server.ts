import { publishedFigures } from '#modules/steering/dashboards.server'
import { figureFile } from '#modules/steering/figure-files.server'
import type { RequestHandler } from './$types'

/** A figure of the results to take away. */
export const GET: RequestHandler = async ({ params, locals: { ctx } }) =>
	figureFile({ figures: await publishedFigures(ctx) }, params.name, ctx.locale)
