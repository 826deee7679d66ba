import type { Ctx } from '#platform/ctx'
import type { Locale } from '#platform/i18n'
import { slugOf } from './slugs.ts'

/** An address for this title that no other article has or had in the language: else readers of the old one would be led astray. */
export async function freeSlug(
	ctx: Ctx,
	{ articleId, locale, title }: { articleId: string; locale: Locale; title: string }
): Promise<string> {
	const wanted = slugOf(title) || articleId.slice(-12)
	const like = `${wanted}%`
	const [texts, redirects] = await Promise.all([
		ctx.db
			.selectFrom('articleText')
			.select('slug')
			.where('locale', '=', locale)
			.where('articleId', '<>', articleId)
			.where('slug', 'like', like)
			.execute(),
		ctx.db
			.selectFrom('redirect')
			.select('slug')
			.where('locale', '=', locale)
			.where('articleId', '<>', articleId)
			.where('slug', 'like', like)
			.execute()
	])
	const taken = new Set([...texts, ...redirects].map(({ slug }) => slug))
	for (let number = 1; ; number++) {
		const slug = number === 1 ? wanted : `${wanted}-${number}`
		if (!taken.has(slug)) return slug
	}
}

/** The address changed after it was published: the old one leads to the new, and the new one leads nowhere else. */
export async function moveAddress(
	ctx: Ctx,
	{ articleId, locale, from, to }: { articleId: string; locale: Locale; from: string; to: string }
): Promise<void> {
	await ctx.db.deleteFrom('redirect').where('locale', '=', locale).where('slug', '=', to).execute()
	await ctx.db
		.insertInto('redirect')
		.values({ locale, slug: from, articleId, madeAt: ctx.now })
		.onConflict((conflict) => conflict.constraint('redirect_pk').doUpdateSet({ articleId, madeAt: ctx.now }))
		.execute()
}
