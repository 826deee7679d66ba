import type { Ctx } from '#platform/ctx'
import { notFound } from '#platform/errors'
import type { Locale } from '#platform/i18n'
import type { ArticleKind } from './article-schema.ts'
import { readDocument, type Document } from './document.ts'

export type Article = {
	id: string
	kind: ArticleKind
	service: string
	original: Locale
	themes: string[]
	priorities: string[]
	territories: string[]
	imageId: string | null
	featuredUntil: Date | null
	version: number
	createdAt: Date
	updatedAt: Date
}

export type ArticleText = {
	articleId: string
	locale: Locale
	slug: string
	title: string
	lead: string
	body: Document
	status: 'draft' | 'published'
	publishAt: Date | null
	publishedAt: Date | null
	follows: number | null
	revision: number
	updatedAt: Date
}

export const refOfArticle = (id: string) => `article:${id}`

export const articles = (ctx: Ctx) =>
	ctx.db
		.selectFrom('article')
		.select([
			'id',
			'kind',
			'service',
			'original',
			'themes',
			'priorities',
			'territories',
			'imageId',
			'featuredUntil',
			'version',
			'createdAt',
			'updatedAt'
		])
		.$castTo<Article>()

const texts = (ctx: Ctx) =>
	ctx.db
		.selectFrom('articleText')
		.select([
			'articleId',
			'locale',
			'slug',
			'title',
			'lead',
			'body',
			'status',
			'publishAt',
			'publishedAt',
			'follows',
			'revision',
			'updatedAt'
		])
		.$castTo<ArticleText>()

/** The texts of these articles, their bodies read as documents. */
export async function textsOf(ctx: Ctx, articleIds: readonly string[]): Promise<ArticleText[]> {
	if (articleIds.length === 0) return []
	const rows = await texts(ctx).where('articleId', 'in', articleIds).orderBy('locale').execute()
	return rows.map((row) => ({ ...row, body: readDocument(row.body) }))
}

/** The article with its texts, held until the end of the transaction: whoever writes any part of it comes this way. */
export async function lockArticle(ctx: Ctx, id: string) {
	const article = await articles(ctx).where('id', '=', id).forUpdate().executeTakeFirst()
	if (!article) return notFound()
	const all = await textsOf(ctx, [id])
	return { article, texts: all, original: all.find(({ locale }) => locale === article.original)! }
}
