import { sql } from 'kysely'
import { indexItem, removeItem, type Source } from '#modules/search/index.server'
import type { Item } from '#modules/search/schema'
import type { Ctx } from '#platform/ctx'
import type { Localized } from '#platform/i18n'
import { articles, textsOf, type Article, type ArticleText } from './article-rows.server.ts'
import { pathOfArticle } from './article-schema.ts'
import { textOf } from './document.ts'

const BATCH = 200

/** The item of an article as its published languages make it, or nothing while none is. */
function itemOf(article: Article, texts: ArticleText[]): Item | null {
	const shown = texts.filter(({ status }) => status === 'published')
	const leading = shown.find(({ locale }) => locale === article.original) ?? shown[0]
	if (!leading) return null
	const each = (of: (text: ArticleText) => string): Localized =>
		Object.fromEntries(shown.flatMap((text) => (of(text) ? [[text.locale, of(text)]] : [])))
	return {
		kind: 'article',
		id: article.id,
		// In another language this address leads on to that language's own.
		path: pathOfArticle(article.kind, leading.slug),
		title: each(({ title }) => title),
		summary: each(({ lead }) => lead),
		body: each(({ body }) => textOf(body).slice(0, 40_000)),
		themes: article.themes,
		territories: article.territories,
		at: article.kind === 'news' ? new Date(Math.min(...shown.map(({ publishedAt }) => publishedAt!.getTime()))) : null
	}
}

/** Brings the search up to date with an article that was just written. */
export async function indexArticle(ctx: Ctx, id: string): Promise<void> {
	const article = await articles(ctx).where('id', '=', id).executeTakeFirst()
	const item = article && itemOf(article, await textsOf(ctx, [id]))
	if (item) await indexItem(ctx, item)
	else await removeItem(ctx, 'article', id)
}

/** Every published article and page, for making the index anew. */
export const articlesSource: Source = {
	kinds: ['article'],
	async list(ctx, after) {
		const rows = await articles(ctx)
			.$if(after !== null, (query) => query.where('id', '>', after!))
			.orderBy('id')
			.limit(BATCH)
			.modifyEnd(sql`for share`)
			.execute()
		const texts = Map.groupBy(
			await textsOf(
				ctx,
				rows.map(({ id }) => id)
			),
			({ articleId }) => articleId
		)
		return {
			items: rows.flatMap((row) => itemOf(row, texts.get(row.id) ?? []) ?? []),
			next: rows.length === BATCH ? rows.at(-1)!.id : null
		}
	}
}
