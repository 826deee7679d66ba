import { isHttpError } from '@sveltejs/kit'
import { getOpportunity } from '#modules/funding/opportunities.server'
import { problem } from '#platform/http.server'
import { open } from '../../../../open.ts'
import { opportunityJson } from '../opportunity.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ params, locals: { ctx } }) => {
	try {
		const { opportunity } = await getOpportunity(ctx, params.id)
		return open(Response.json(opportunityJson(opportunity)))
	} catch (cause) {
		if (isHttpError(cause, 404)) return open(problem(404, 'Not found', 'No opportunity has this id.'))
		throw cause
	}
}
