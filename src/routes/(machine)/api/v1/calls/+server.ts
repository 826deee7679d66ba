import { listPublicCalls } from '#modules/calls/call-lists.server'
import { publicCallsQuery } from '#modules/calls/call-schema'
import { parseQuery, problem } from '#platform/http.server'
import { address, open } from '../../../open.ts'
import { callJson } from './call.ts'
import type { RequestHandler } from './$types'

const PAGE = 100

export const GET: RequestHandler = async ({ url, locals: { ctx } }) => {
	const { data, values, errors } = parseQuery(url, publicCallsQuery)
	const wrong = Object.keys(errors)
	// A program that mistypes a filter must not take everything for what it asked for.
	if (wrong.length)
		return open(problem(400, 'Bad request', `Not a value of this filter: ${wrong.join(', ')}.`, { filters: wrong }))
	const { after = null, ...filters } = data
	const { calls, next } = await listPublicCalls(ctx, filters, { after, limit: PAGE })
	const following = new URLSearchParams({ ...values, after: next ?? '' })
	return open(Response.json({ data: calls.map(callJson), next: next && address(`/api/v1/calls?${following}`) }))
}
