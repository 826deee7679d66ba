import { indexItem, type Source } from '#modules/search/index.server'
import type { Item } from '#modules/search/schema'
import type { Ctx } from '#platform/ctx'
import { locales, pickText, translate, type Localized } from '#platform/i18n'
import { programme } from '#programme/programme'
import type { Texts } from './report-schema.ts'

type Published = { id: string; year: number; reference: string | null; texts: unknown; publishedAt: Date | null }

function itemOf({ id, year, reference, texts, publishedAt }: Published): Item {
	const written = texts as Texts
	const inEach = (say: (locale: (typeof locales)[number]) => string): Localized =>
		Object.fromEntries(locales.map((locale) => [locale, say(locale)]))
	return {
		kind: 'report',
		id,
		path: `/reports/${year}`,
		title: inEach((locale) => translate(locale, 'report.title', { year: String(year) })),
		summary: inEach((locale) => pickText(written.intro, locale).slice(0, 300)),
		body: inEach((locale) => [reference, ...Object.values(written).map((text) => text?.[locale])].filter(Boolean).join('\n')),
		countries: programme.countries.map(({ code }) => code),
		at: publishedAt,
		standing: 0.6
	}
}

const published = (ctx: Ctx) =>
	ctx.db.selectFrom('yearlyReport').select(['id', 'year', 'reference', 'texts', 'publishedAt']).where('status', '=', 'published')

/** Brings the search up to date with a report that was just published. */
export async function indexReport(ctx: Ctx, id: string): Promise<void> {
	await indexItem(ctx, itemOf(await published(ctx).where('id', '=', id).executeTakeFirstOrThrow()))
}

/** Every published yearly report, for making the index anew. */
export const reportsSource: Source = {
	kinds: ['report'],
	list: async (ctx) => ({ items: (await published(ctx).forShare().execute()).map(itemOf), next: null })
}
