import { fundingQuery } from '#modules/funding/search'
import { searchOpportunities } from '#modules/funding/search.server'
import { parseQuery, problem } from '#platform/http.server'
import { address, open } from '../../../open.ts'
import { opportunityJson } from './opportunity.ts'
import type { RequestHandler } from './$types'

const PAGE = 100

export const GET: RequestHandler = async ({ url, locals: { ctx } }) => {
	const { data, values, errors } = parseQuery(url, fundingQuery)
	const wrong = Object.keys(errors)
	// A program that mistypes a filter must not take everything for what it asked for.
	if (wrong.length)
		return open(problem(400, 'Bad request', `Not a value of this filter: ${wrong.join(', ')}.`, { filters: wrong }))
	const { items, next } = await searchOpportunities(ctx, data, url.searchParams.get('after'), PAGE)
	const following = new URLSearchParams({ ...values, after: next ?? '' })
	return open(Response.json({ data: items.map(opportunityJson), next: next && address(`/api/v1/opportunities?${following}`) }))
}
