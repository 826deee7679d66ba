import { listArticles } from '#modules/newsroom/article-lists.server'
import { mayEdit } from '#modules/newsroom/article-policy'
import { officeArticleQuery } from '#modules/newsroom/article-schema'
import { parseQuery } from '#platform/http.server'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const { data, values, errors } = parseQuery(url, officeArticleQuery)
	const { after = null, ...filters } = data
	const { after: _, ...asked } = values
	return { ...(await listArticles(ctx, filters, after)), filters: { values: asked, errors }, mayEdit: mayEdit(ctx.actor) }
}
