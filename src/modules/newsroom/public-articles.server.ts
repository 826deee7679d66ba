import { sql, type RawBuilder } from 'kysely'
import { publicItems, type Item } from '#modules/search/items.server'
import type { Ctx } from '#platform/ctx'
import { notFound } from '#platform/errors'
import { pick, type Locale, type Localized } from '#platform/i18n'
import { textsOf } from './article-rows.server.ts'
import { pathOfArticle, type ArticleKind } from './article-schema.ts'
import { referencesIn, type Document } from './document.ts'
import type { ShownMedia } from './media.ts'
import { mediaById } from './media.server.ts'

/** A published article in every language it is published in. */
export type PublicArticle = {
	id: string
	kind: ArticleKind
	service: string
	themes: string[]
	imageId: string | null
	title: Localized
	lead: Localized
	/** The end of its address, by language. */
	slugs: Localized
	/** Of its first language. */
	publishedAt: Date
	updatedAt: Date
}

/** `where` is about article `a`; `having` about its published texts `t`. */
async function published(
	ctx: Ctx,
	where: RawBuilder<unknown>,
	having: RawBuilder<unknown>,
	limit: number
): Promise<PublicArticle[]> {
	const { rows } = await sql<PublicArticle>`
		select a.id, a.kind, a.service, a.themes, a.image_id,
			jsonb_object_agg(t.locale, t.title) as title, jsonb_object_agg(t.locale, t.lead) as lead,
			jsonb_object_agg(t.locale, t.slug) as slugs, min(t.published_at) as published_at, max(t.updated_at) as updated_at
		from article a join article_text t on t.article_id = a.id and t.status = 'published'
		where ${where}
		group by a.id
		having ${having}
		order by min(t.published_at) desc, a.id desc
		limit ${limit}`.execute(ctx.db)
	return rows
}

type Wanted = { kind?: ArticleKind; theme?: string; /** Only those published in this language. */ locale?: Locale }

/** Published news (or pages), the newest first; `next` is the cursor of the following page. One query. */
export async function listPublicArticles(
	ctx: Ctx,
	{ kind = 'news', theme, locale }: Wanted = {},
	{ after = null, limit = 20 }: { after?: string | null; limit?: number } = {}
): Promise<{ articles: PublicArticle[]; next: string | null }> {
	const where = sql`a.kind = ${kind} ${theme ? sql`and a.themes @> ${[theme]}::text[]` : sql``}`
	const having = sql`${locale ? sql`bool_or(t.locale = ${locale})` : sql`true`} ${
		after
			? sql`and (min(t.published_at), a.id) < (
				select min(published_at), article_id from article_text where article_id = ${after} and status = 'published' group by article_id)`
			: sql``
	}`
	const rows = await published(ctx, where, having, limit + 1)
	const shown = rows.slice(0, limit)
	return { articles: shown, next: rows.length > limit ? shown.at(-1)!.id : null }
}

/** What the home page shows: those put forward until a day to come, then the newest. */
export async function listLeading(ctx: Ctx, limit: number): Promise<PublicArticle[]> {
	const news = sql`a.kind = 'news'`
	const forward = await published(ctx, sql`${news} and a.featured_until > ${ctx.now}`, sql`true`, limit)
	const newest = await published(ctx, news, sql`true`, limit)
	return [...forward, ...newest.filter(({ id }) => !forward.some((one) => one.id === id))].slice(0, limit)
}

/** By id; 404 when it is not published in any language. */
export async function getPublicArticle(
	ctx: Ctx,
	id: string
): Promise<PublicArticle & { bodies: Partial<Record<Locale, Document>> }> {
	const [article] = await published(ctx, sql`a.id = ${id}`, sql`true`, 1)
	if (!article) return notFound()
	const texts = (await textsOf(ctx, [id])).filter(({ status }) => status === 'published')
	return { ...article, bodies: Object.fromEntries(texts.map(({ locale, body }) => [locale, body])) }
}

/**
 * The article behind an address, in the reader's language or, if it has none, the nearest. `moved` is its right address
 * (without the language) when this one is an earlier one or another language's.
 */
export async function findAtAddress(ctx: Ctx, kind: ArticleKind, slug: string) {
	const id = await articleAt(ctx, slug)
	if (!id) return notFound()
	const article = await getPublicArticle(ctx, id)
	const { text: right, lang } = pick(article.slugs, ctx.locale)
	const path = pathOfArticle(article.kind, right)
	return { article, lang, moved: path === pathOfArticle(kind, slug) ? null : path }
}

/** Id of the published article behind an address: the reader's own language first, then its earlier addresses, then the same in the others. */
export async function articleAt(ctx: Ctx, slug: string): Promise<string | undefined> {
	const { rows } = await sql<{ articleId: string }>`
		select article_id from (
			select article_id, locale, 0 as earlier from article_text where slug = ${slug} and status = 'published'
			union all select article_id, locale, 1 from redirect where slug = ${slug}
		) found
		where exists (select from article_text t where t.article_id = found.article_id and t.status = 'published')
		order by locale <> ${ctx.locale}, earlier, article_id
		limit 1`.execute(ctx.db)
	return rows[0]?.articleId
}

/** Where news and pages stand, by language, the newest first. */
export async function publicTextAddresses(ctx: Ctx, limit: number): Promise<Partial<Record<Locale, string>>[]> {
	const rows = await published(ctx, sql`true`, sql`true`, limit)
	return rows.map(({ kind, slugs }) =>
		Object.fromEntries(Object.entries(slugs).map(([locale, slug]) => [locale, pathOfArticle(kind, slug)]))
	)
}

/** What a document shows that is kept elsewhere, and `image` with it. Two queries. */
export async function shownIn(
	ctx: Ctx,
	document: Document,
	image: string | null = null
): Promise<{ media: ShownMedia[]; embeds: Item[]; image: ShownMedia | null }> {
	const wanted = referencesIn(document)
	const media = await mediaById(ctx, [...wanted.media, ...(image ? [image] : [])])
	return { media, embeds: await publicItems(ctx, wanted.embeds), image: media.find(({ id }) => id === image) ?? null }
}
