import { error } from '@sveltejs/kit'
import { newsQuery } from '#modules/newsroom/article-schema'
import { listPublicArticles } from '#modules/newsroom/public-articles.server'
import { parseQuery } from '#platform/http.server'
import { address } from '../../open.ts'
import { feed } from '../feed.ts'
import type { RequestHandler } from './$types'

/** News published in this language, the newest first; of one theme with `?theme=`. */
export const GET: RequestHandler = async ({ params: { lang }, locals: { ctx }, url }) => {
	const { data, errors } = parseQuery(url, newsQuery)
	// Whoever subscribes to a theme that does not exist would wait in vain.
	if (errors.theme) error(404)
	const { theme } = data
	const { articles } = await listPublicArticles(ctx, { locale: lang, ...(theme && { theme }) }, { limit: 50 })
	return feed(
		lang,
		'news',
		articles.map(({ id, title, lead, slugs, publishedAt, updatedAt }) => ({
			id: address(`/${lang}/news#${id}`),
			title: title[lang]!,
			link: address(`/${lang}/news/${slugs[lang]}`),
			summary: lead[lang] ?? '',
			published: publishedAt,
			updated: updatedAt
		})),
		theme
	)
}
