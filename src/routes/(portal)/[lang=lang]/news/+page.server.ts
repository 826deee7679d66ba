import { newsQuery } from '#modules/newsroom/article-schema'
import { listPublicArticles } from '#modules/newsroom/public-articles.server'
import { parseQuery } from '#platform/http.server'
import { serverOnly } from '#ui/server-only.ts'
import { prioritiesIn } from '../../priorities.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
	const { ctx } = event.locals
	const { data, values, errors } = parseQuery(event.url, newsQuery)
	const { after = null, ...filters } = data
	const list = await listPublicArticles(ctx, filters, { after })
	const { after: _, ...asked } = values
	return {
		page: serverOnly(event, {
			...list,
			values: asked,
			errors,
			begun: after !== null,
			none: list.articles.length === 0 && Object.keys(values).length === 0,
			priorities: prioritiesIn(ctx.locale)
		})
	}
}
