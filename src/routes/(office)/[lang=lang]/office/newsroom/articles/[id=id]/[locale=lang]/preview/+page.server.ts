import { getText } from '#modules/newsroom/article-lists.server'
import { shownIn } from '#modules/newsroom/public-articles.server'
import { notFound } from '#platform/errors'
import type { PageServerLoad } from './$types'

/** The text as it stands, published or not, as its readers will see it. */
export const load: PageServerLoad = async ({ locals: { ctx }, params }) => {
	const { article, text } = await getText(ctx, params.id, params.locale)
	if (!text) return notFound()
	return { article, text, ...(await shownIn(ctx, text.body, article.imageId)) }
}
