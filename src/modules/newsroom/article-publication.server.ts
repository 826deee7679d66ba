import { audit } from '#platform/audit.server'
import { instantOf } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import { locales, type Locale } from '#platform/i18n'
import { programme } from '#programme/programme'
import { indexArticle } from './article-indexing.server.ts'
import { mayEdit } from './article-policy.ts'
import { lockArticle, refOfArticle, type Article, type ArticleText } from './article-rows.server.ts'
import { referencesIn } from './document.ts'
import { mediaById } from './media.server.ts'

/**
 * Publishes one language now, or at `at` (local time of the programme, `2027-03-01T09:00`). Throws RuleBroken:
 * `error.stale` for another revision than the one that was read, `error.article.published`, `error.article.lead`,
 * `error.article.empty`, `error.article.alt` while an image it shows is not described in every language,
 * `error.article.past` for an instant gone by.
 */
export async function publishText(
	ctx: Ctx,
	id: string,
	locale: Locale,
	{ revision, at }: { revision: number; at: string | null }
): Promise<void> {
	authorize(mayEdit(ctx.actor))
	await transact(ctx, async (ctx) => {
		const { article, text } = await lockText(ctx, id, locale)
		if (text.revision !== revision) throw new RuleBroken('error.stale')
		if (text.status === 'published') throw new RuleBroken('error.article.published')
		await askComplete(ctx, article, text)
		if (at === null) return putOnline(ctx, article, text)
		const publishAt = instantOf(at, programme.timeZone)
		if (publishAt <= ctx.now) throw new RuleBroken('error.article.past', 'at', {}, 422)
		await write(ctx, text, { publishAt })
		await audit(ctx, 'article.scheduled', refOfArticle(id), { locale, at: publishAt })
	})
}

/** Takes one language off the portal, or its date away: it is a draft again, with its address kept. */
export async function unpublishText(ctx: Ctx, id: string, locale: Locale): Promise<void> {
	authorize(mayEdit(ctx.actor))
	await transact(ctx, async (ctx) => {
		const { text } = await lockText(ctx, id, locale)
		if (text.status === 'draft' && text.publishAt === null) throw new RuleBroken('error.article.not_published')
		await write(ctx, text, { status: 'draft', publishAt: null })
		await audit(ctx, 'article.unpublished', refOfArticle(id), { locale })
		await indexArticle(ctx, id)
	})
}

/** Publishes what is due; each by itself, so that one that fails holds up no other. Returns how many. */
export async function publishDue(ctx: Ctx): Promise<{ published: number }> {
	const due = await ctx.db
		.selectFrom('articleText')
		.select(['articleId', 'locale'])
		.where('status', '=', 'draft')
		.where('publishAt', '<=', ctx.now)
		.orderBy('publishAt')
		.limit(500)
		.execute()
	let published = 0
	for (const { articleId, locale } of due)
		await transact(ctx, async (ctx) => {
			const { article, texts } = await lockArticle(ctx, articleId)
			const text = texts.find((one) => one.locale === locale)
			if (text?.status !== 'draft' || !text.publishAt || text.publishAt > ctx.now) return
			await putOnline(ctx, article, text)
			published++
		})
	return { published }
}

async function lockText(ctx: Ctx, id: string, locale: Locale) {
	const { article, texts } = await lockArticle(ctx, id)
	const text = texts.find((one) => one.locale === locale)
	return text ? { article, text } : notFound()
}

async function askComplete(ctx: Ctx, article: Article, text: ArticleText) {
	if (!text.lead) throw new RuleBroken('error.article.lead', 'lead', {}, 422)
	if (text.body.content.length === 0) throw new RuleBroken('error.article.empty', 'body', {}, 422)
	const shown = [...referencesIn(text.body).media, ...(article.imageId ? [article.imageId] : [])]
	const silent = (await mediaById(ctx, shown)).find(({ alt }) => locales.some((locale) => !alt[locale]))
	if (silent) throw new RuleBroken('error.article.alt', 'body', { name: silent.name }, 422)
}

async function putOnline(ctx: Ctx, article: Article, text: ArticleText) {
	// What was on the portal before keeps its first date: a correction is not news.
	await write(ctx, text, { status: 'published', publishAt: null, publishedAt: text.publishedAt ?? ctx.now })
	await audit(ctx, 'article.published', refOfArticle(article.id), { locale: text.locale })
	await indexArticle(ctx, article.id)
}

const write = (
	ctx: Ctx,
	{ articleId, locale }: ArticleText,
	columns: { status?: 'draft' | 'published'; publishAt?: Date | null; publishedAt?: Date }
) =>
	ctx.db
		.updateTable('articleText')
		.set({ ...columns, updatedAt: ctx.now })
		.where('articleId', '=', articleId)
		.where('locale', '=', locale)
		.execute()
