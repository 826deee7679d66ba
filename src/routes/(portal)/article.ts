import { redirect, type RequestEvent } from '@sveltejs/kit'
import type { ArticleKind } from '#modules/newsroom/article-schema'
import { findAtAddress, shownIn } from '#modules/newsroom/public-articles.server'
import { pickText, type Locale } from '#platform/i18n'
import { programme } from '#programme/programme'

/** The article at this address as its page shows it; an earlier address, or another language's, leads on to the right one. */
export async function articleAt(event: RequestEvent, kind: ArticleKind, slug: string) {
	const { ctx } = event.locals
	const { article, lang, moved } = await findAtAddress(ctx, kind, slug)
	if (moved) redirect(301, `/${ctx.locale}${moved}`)
	const body = article.bodies[lang]!
	const shown = await shownIn(ctx, body, article.imageId)
	const { origin } = event.url
	const folder = kind === 'news' ? 'news' : 'pages'
	const title = article.title[lang]!
	const lead = article.lead[lang] ?? ''
	const address = (locale: Locale) => `${origin}/${locale}/${folder}/${article.slugs[locale]}`
	const picture = shown.image?.widths.length ? `${origin}/media/${shown.image.id}/${shown.image.widths.at(-1)}.jpeg` : null
	return {
		...shown,
		id: article.id,
		title,
		lead,
		body,
		lang,
		date: kind === 'news' ? article.publishedAt : null,
		themes: article.themes,
		picture,
		/** Where each language of it stands: for search engines, which must not take one for a copy of the other. */
		addresses: (Object.keys(article.slugs) as Locale[]).map((locale) => ({ locale, address: address(locale) })),
		canonical: address(lang),
		schema: {
			'@type': kind === 'news' ? 'NewsArticle' : 'WebPage',
			[kind === 'news' ? 'headline' : 'name']: title,
			description: lead,
			inLanguage: lang,
			url: address(lang),
			datePublished: article.publishedAt.toISOString(),
			dateModified: article.updatedAt.toISOString(),
			...(picture ? { image: picture } : {}),
			publisher: { '@type': 'GovernmentOrganization', name: pickText(programme.contact.organisation, ctx.locale) }
		}
	}
}
