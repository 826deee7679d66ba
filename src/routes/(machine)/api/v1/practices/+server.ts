import { practiceQuery } from '#modules/newsroom/practice-schema'
import { listPublicPractices } from '#modules/newsroom/public-practices.server'
import { parseQuery, problem } from '#platform/http.server'
import { address, open } from '../../../open.ts'
import { practiceJson } from './practice.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ url, locals: { ctx } }) => {
	const { data, values, errors } = parseQuery(url, practiceQuery)
	const wrong = Object.keys(errors)
	// A program that mistypes a filter must not take everything for what it asked for.
	if (wrong.length)
		return open(problem(400, 'Bad request', `Not a value of this filter: ${wrong.join(', ')}.`, { filters: wrong }))
	const { after = null, ...filters } = data
	const { practices, next } = await listPublicPractices(ctx, filters, { after, limit: 50 })
	const following = new URLSearchParams({ ...values, after: next ?? '' })
	return open(Response.json({ data: practices.map(practiceJson), next: next && address(`/api/v1/practices?${following}`) }))
}
