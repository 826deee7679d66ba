import { articlesQuery } from '#modules/newsroom/article-schema'
import { listPublicArticles } from '#modules/newsroom/public-articles.server'
import { parseQuery, problem } from '#platform/http.server'
import { address, open } from '../../../open.ts'
import { articleJson } from './article.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ url, locals: { ctx } }) => {
	const { data, values, errors } = parseQuery(url, articlesQuery)
	const wrong = Object.keys(errors)
	// A program that mistypes a filter must not take everything for what it asked for.
	if (wrong.length)
		return open(problem(400, 'Bad request', `Not a value of this filter: ${wrong.join(', ')}.`, { filters: wrong }))
	const { after = null, ...filters } = data
	const { articles, next } = await listPublicArticles(ctx, filters, { after, limit: 50 })
	const following = new URLSearchParams({ ...values, after: next ?? '' })
	return open(Response.json({ data: articles.map(articleJson), next: next && address(`/api/v1/articles?${following}`) }))
}
