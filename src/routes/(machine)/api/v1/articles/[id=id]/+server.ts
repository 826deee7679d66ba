import { isHttpError } from '@sveltejs/kit'
import { textOf } from '#modules/newsroom/document'
import { getPublicArticle } from '#modules/newsroom/public-articles.server'
import { problem } from '#platform/http.server'
import { open } from '../../../../open.ts'
import { articleJson } from '../article.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ params, locals: { ctx } }) => {
	try {
		const article = await getPublicArticle(ctx, params.id)
		const text = Object.fromEntries(Object.entries(article.bodies).map(([locale, body]) => [locale, textOf(body)]))
		return open(Response.json({ ...articleJson(article), text }))
	} catch (cause) {
		if (isHttpError(cause, 404)) return open(problem(404, 'Not found', 'Nothing published has this id.'))
		throw cause
	}
}
