import { sql } from 'kysely'
import type { Ctx } from '#platform/ctx'
import { authorize, notFound } from '#platform/errors'
import { locales, type Locale } from '#platform/i18n'
import { mayEdit, mayReadNewsroom } from './article-policy.ts'
import { articles, textsOf, type ArticleText } from './article-rows.server.ts'
import type { ArticleKind } from './article-schema.ts'
import { isBehind, stateOf } from './article-states.ts'

const PAGE = 50

/** News and pages, the last changed first, 50 at a time, with the state of each language. Two queries. */
export async function listArticles(ctx: Ctx, { kind, q }: { kind?: ArticleKind; q?: string } = {}, after: string | null = null) {
	authorize(mayReadNewsroom(ctx.actor))
	const like = `%${(q ?? '').replace(/[\\%_]/g, '\\$&')}%`
	const rows = await articles(ctx)
		.$if(kind !== undefined, (query) => query.where('kind', '=', kind!))
		.$if(q !== undefined, (query) =>
			query.where(sql<boolean>`exists (select from article_text t where t.article_id = article.id and t.title ilike ${like})`)
		)
		.$if(after !== null, (query) =>
			query.where(sql<boolean>`(updated_at, id) < (select updated_at, id from article where id = ${after})`)
		)
		.orderBy('updatedAt', 'desc')
		.orderBy('id', 'desc')
		.limit(PAGE + 1)
		.execute()
	const shown = rows.slice(0, PAGE)
	const texts = Map.groupBy(
		await textsOf(
			ctx,
			shown.map(({ id }) => id)
		),
		({ articleId }) => articleId
	)
	return {
		articles: shown.map((article) => {
			const own = texts.get(article.id) ?? []
			const original = own.find(({ locale }) => locale === article.original)!
			return { ...article, title: titleFor(ctx, own, original), states: statesOf(own, original) }
		}),
		next: rows.length > PAGE ? shown.at(-1)!.id : null
	}
}

/** In the reader's language where somebody has written it, else as it was written first. */
const titleFor = (ctx: Ctx, texts: ArticleText[], original: ArticleText) =>
	texts.find(({ locale, title }) => locale === ctx.locale && title)?.title ?? original.title

const statesOf = (texts: ArticleText[], original: ArticleText) =>
	locales.map((locale) => ({
		locale,
		state: stateOf(
			texts.find((text) => text.locale === locale),
			original
		)
	}))

/** One article as the office sees it: every language with its state. */
export async function getArticle(ctx: Ctx, id: string) {
	authorize(mayReadNewsroom(ctx.actor))
	const article = await articles(ctx).where('id', '=', id).executeTakeFirst()
	if (!article) return notFound()
	const texts = await textsOf(ctx, [id])
	const original = texts.find(({ locale }) => locale === article.original)!
	return {
		...article,
		texts,
		title: titleFor(ctx, texts, original),
		states: statesOf(texts, original),
		can: { edit: mayEdit(ctx.actor) }
	}
}

/** One language to be written beside the original, with its versions, the newest first (at most 50). */
export async function getText(ctx: Ctx, id: string, locale: Locale) {
	const { texts, states, ...article } = await getArticle(ctx, id)
	const original = texts.find((text) => text.locale === article.original)!
	const text = texts.find((one) => one.locale === locale) ?? null
	const versions = await ctx.db
		.selectFrom('articleRevision')
		.select(['revision', 'title', 'savedAt'])
		.where('articleId', '=', id)
		.where('locale', '=', locale)
		.orderBy('revision', 'desc')
		.limit(50)
		.execute()
	const state = states.find((one) => one.locale === locale)!.state
	return {
		article,
		text,
		original: locale === article.original ? null : original,
		/** The original was changed since this was translated. */
		behind: text !== null && isBehind(text, original),
		state,
		versions,
		can: {
			edit: article.can.edit,
			publish: article.can.edit && text?.status === 'draft',
			unpublish: article.can.edit && (text?.status === 'published' || Boolean(text?.publishAt))
		}
	}
}
