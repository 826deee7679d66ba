import { portfolioQuery } from '#modules/projects/portfolio'
import { listPublicProjects } from '#modules/projects/portfolio.server'
import { parseQuery, problem } from '#platform/http.server'
import { address, open } from '../../../open.ts'
import { projectJson } from './project.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ url, locals: { ctx } }) => {
	const { data, values, errors } = parseQuery(url, portfolioQuery)
	const wrong = Object.keys(errors)
	// A program that mistypes a filter must not take everything for what it asked for.
	if (wrong.length)
		return open(problem(400, 'Bad request', `Not a value of this filter: ${wrong.join(', ')}.`, { filters: wrong }))
	const { items, next } = await listPublicProjects(ctx, data, url.searchParams.get('after'))
	const following = new URLSearchParams({ ...values, after: next ?? '' })
	return open(Response.json({ data: items.map(projectJson), next: next && address(`/api/v1/projects?${following}`) }))
}
