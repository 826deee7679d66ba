import { getArticle } from '#modules/newsroom/article-lists.server'
import { aboutForm } from '#modules/newsroom/article-schema'
import { describeArticle } from '#modules/newsroom/articles.server'
import { imageChoices } from '#modules/newsroom/media.server'
import { localDate } from '#platform/calendar'
import { programme } from '#programme/programme'
import { posting } from '../../../../../../newsroom-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const { texts, ...article } = await getArticle(ctx, params.id)
	return {
		article,
		texts: texts.map(({ locale, title, publishAt, publishedAt, slug, status }) => ({
			locale,
			title,
			publishAt,
			publishedAt,
			slug,
			status
		})),
		featuredUntil: article.featuredUntil && localDate(article.featuredUntil, programme.timeZone),
		images: await imageChoices(ctx),
		notice: url.searchParams.get('notice')
	}
}

export const actions: Actions = {
	describe: posting(aboutForm, async ({ locals: { ctx }, params }, data) => {
		await describeArticle(ctx, params.id!, data)
		return 'saved'
	})
}
