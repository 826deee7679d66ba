import { organisationsById } from '#modules/network/organisations.server'
import { indexItem, removeItem, type Source } from '#modules/search/index.server'
import type { Item } from '#modules/search/schema'
import type { Ctx } from '#platform/ctx'
import { locales, type Localized } from '#platform/i18n'
import { practices, type Practice } from './practice-rows.server.ts'
import { practiceParts } from './practice-schema.ts'

const BATCH = 200

function itemOf(practice: Practice, country: string | undefined): Item {
	const body: Localized = {}
	for (const locale of locales) {
		const words = practiceParts.flatMap((part) => practice[part][locale] ?? [])
		if (words.length) body[locale] = words.join('\n')
	}
	return {
		kind: 'practice',
		id: practice.id,
		path: `/practices/${practice.id}`,
		title: practice.title,
		summary: practice.solution,
		body,
		themes: practice.themes,
		...(country && { countries: [country] }),
		territories: practice.territory ? [practice.territory] : [],
		at: practice.publishedAt
	}
}

async function itemsOf(ctx: Ctx, rows: Practice[]): Promise<Item[]> {
	const published = rows.filter(({ status }) => status === 'published')
	const organisations = await organisationsById(
		ctx,
		published.flatMap(({ organisationId }) => organisationId ?? [])
	)
	return published.map((row) => itemOf(row, row.organisationId ? organisations.get(row.organisationId)?.country : undefined))
}

/** Brings the search up to date with a practice that was just written. */
export async function indexPractice(ctx: Ctx, id: string): Promise<void> {
	const [item] = await itemsOf(ctx, await practices(ctx).where('id', '=', id).execute())
	if (item) await indexItem(ctx, item)
	else await removeItem(ctx, 'practice', id)
}

/** Every published practice, for making the index anew. */
export const practicesSource: Source = {
	kinds: ['practice'],
	async list(ctx, after) {
		const rows = await practices(ctx)
			.$if(after !== null, (query) => query.where('id', '>', after!))
			.orderBy('id')
			.limit(BATCH)
			.forShare()
			.execute()
		return { items: await itemsOf(ctx, rows), next: rows.length === BATCH ? rows.at(-1)!.id : null }
	}
}
