import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import { instantOf } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, onConstraint, RuleBroken } from '#platform/errors'
import type { Locale } from '#platform/i18n'
import { programme } from '#programme/programme'
import { freeSlug, moveAddress } from './addresses.server.ts'
import { indexArticle } from './article-indexing.server.ts'
import { mayEdit } from './article-policy.ts'
import { lockArticle, refOfArticle } from './article-rows.server.ts'
import type { ArticleAbout, ArticleDraft } from './article-schema.ts'
import { emptyDocument, readDocument, type Document } from './document.ts'

onConstraint('article_text_slug_unique', 'error.article.slug', 'title')

/** Begins a piece of news or a page in its original language. Returns its id. */
export async function draftArticle(ctx: Ctx, { kind, original, service, title }: ArticleDraft): Promise<string> {
	authorize(mayEdit(ctx.actor))
	const id = uuidv7()
	await transact(ctx, async (ctx) => {
		const by = ctx.actor!.accountId
		await ctx.db
			.insertInto('article')
			.values({ id, kind, service, original, createdAt: ctx.now, createdBy: by, updatedAt: ctx.now })
			.execute()
		const slug = await freeSlug(ctx, { articleId: id, locale: original, title })
		await ctx.db
			.insertInto('articleText')
			.values({ articleId: id, locale: original, slug, title, status: 'draft', updatedAt: ctx.now, updatedBy: by })
			.execute()
		await keepRevision(ctx, id, original, { revision: 1, title, lead: '', body: emptyDocument })
		await audit(ctx, 'article.drafted', refOfArticle(id), { kind, original })
	})
	return id
}

/** Themes, picture and until when it is put forward. Throws RuleBroken `error.stale` when somebody wrote meanwhile. */
export async function describeArticle(
	ctx: Ctx,
	id: string,
	{ version, themes, image, featuredUntil }: ArticleAbout & { version: number }
): Promise<void> {
	authorize(mayEdit(ctx.actor))
	await transact(ctx, async (ctx) => {
		const { article, texts } = await lockArticle(ctx, id)
		if (article.version !== version) throw new RuleBroken('error.stale')
		if (image !== null) {
			const known = await ctx.db
				.selectFrom('media')
				.select(['id', 'alt'])
				.where('id', '=', image)
				.where('width', 'is not', null)
				.executeTakeFirst()
			if (!known) throw new RuleBroken('error.article.image', 'image', {}, 422)
			const spoken = Object.keys(known.alt as object).length
			if (spoken < 3 && texts.some(({ status }) => status === 'published'))
				throw new RuleBroken('error.article.alt', 'image', {}, 422)
		}
		await ctx.db
			.updateTable('article')
			.set({
				themes,
				imageId: image,
				// The whole day, as people mean it.
				featuredUntil: featuredUntil && instantOf(`${featuredUntil}T23:59`, programme.timeZone),
				version: version + 1,
				updatedAt: ctx.now
			})
			.where('id', '=', id)
			.execute()
		await audit(ctx, 'article.described', refOfArticle(id), { themes })
		await indexArticle(ctx, id)
	})
}

export type TextInput = {
	/** Of the text that was opened; 0 for a language not yet begun. */
	revision: number
	/** Of the original that stood beside it. */
	follows: number
	title: string
	lead: string
	body: Document
}

/**
 * Writes one language. What is published changes for its readers at once, and its earlier address leads to the new one;
 * when it is the original, published translations are outdated from then on. A translation saved without a change is
 * thereby said to follow the original. Returns its revision. Throws RuleBroken `error.stale` when somebody wrote meanwhile.
 */
export async function saveText(ctx: Ctx, id: string, locale: Locale, input: TextInput): Promise<number> {
	authorize(mayEdit(ctx.actor))
	return transact(ctx, async (ctx) => {
		const { article, texts, original } = await lockArticle(ctx, id)
		const text = texts.find((one) => one.locale === locale)
		if ((text?.revision ?? 0) !== input.revision) throw new RuleBroken('error.stale')
		const { title, lead } = input
		const body = readDocument(input.body)
		if (text?.status === 'published' && body.content.length === 0) throw new RuleBroken('error.article.empty', 'body', {}, 422)
		const follows = locale === article.original ? null : Math.min(input.follows, original.revision)
		const same = text && text.title === title && text.lead === lead && JSON.stringify(text.body) === JSON.stringify(body)
		const revision = same ? text.revision : input.revision + 1
		if (same && text.follows === follows) return revision
		const slug = text && text.title === title ? text.slug : await freeSlug(ctx, { articleId: id, locale, title })
		const columns = {
			slug,
			title,
			lead,
			body: JSON.stringify(body),
			follows,
			revision,
			updatedAt: ctx.now,
			updatedBy: ctx.actor!.accountId
		}
		await ctx.db
			.insertInto('articleText')
			.values({ articleId: id, locale, status: 'draft', ...columns })
			.onConflict((conflict) => conflict.constraint('article_text_pk').doUpdateSet(columns))
			.execute()
		if (!same) await keepRevision(ctx, id, locale, { revision, title, lead, body })
		if (text?.publishedAt && text.slug !== slug) await moveAddress(ctx, { articleId: id, locale, from: text.slug, to: slug })
		await ctx.db.updateTable('article').set({ updatedAt: ctx.now }).where('id', '=', id).execute()
		await audit(ctx, 'article.saved', refOfArticle(id), { locale, revision })
		if (text?.status === 'published') await indexArticle(ctx, id)
		return revision
	})
}

/** Brings an earlier version of one language back, as a new version: nothing that was written since is lost. */
export async function restoreText(
	ctx: Ctx,
	id: string,
	locale: Locale,
	{ revision, to }: { revision: number; to: number }
): Promise<void> {
	authorize(mayEdit(ctx.actor))
	await transact(ctx, async (ctx) => {
		const { texts } = await lockArticle(ctx, id)
		const text = texts.find((one) => one.locale === locale)
		const earlier = await ctx.db
			.selectFrom('articleRevision')
			.select(['title', 'lead', 'body'])
			.where('articleId', '=', id)
			.where('locale', '=', locale)
			.where('revision', '=', to)
			.executeTakeFirst()
		if (!text || !earlier) return notFound()
		const { title, lead, body } = earlier
		await saveText(ctx, id, locale, { revision, follows: text.follows ?? 0, title, lead, body: readDocument(body) })
		await audit(ctx, 'article.restored', refOfArticle(id), { locale, revision: to })
	})
}

const keepRevision = (
	ctx: Ctx,
	articleId: string,
	locale: Locale,
	{ revision, title, lead, body }: { revision: number; title: string; lead: string; body: Document }
) =>
	ctx.db
		.insertInto('articleRevision')
		.values({
			articleId,
			locale,
			revision,
			title,
			lead,
			body: JSON.stringify(body),
			savedAt: ctx.now,
			savedBy: ctx.actor?.accountId ?? null
		})
		.execute()
