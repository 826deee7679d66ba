import { pathOfArticle } from '#modules/newsroom/article-schema'
import type { PublicArticle } from '#modules/newsroom/public-articles.server'
import { address } from '../../../open.ts'

/** A piece of news or a page as the API gives it. */
export const articleJson = ({ id, kind, service, title, lead, slugs, themes, publishedAt, updatedAt }: PublicArticle) => ({
	id,
	kind,
	service,
	title,
	lead,
	urls: Object.fromEntries(
		Object.entries(slugs).map(([locale, slug]) => [locale, address(`/${locale}${pathOfArticle(kind, slug)}`)])
	),
	themes,
	publishedAt,
	updatedAt
})
