import { sql, type RawBuilder } from 'kysely'
import { organisationsById } from '#modules/network/organisations.server'
import { findIds } from '#modules/search/ids.server'
import { publicItems, type Item } from '#modules/search/items.server'
import type { Ctx } from '#platform/ctx'
import { notFound } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import { pathOf, territories, within } from '#programme/territories'
import { practices, type Practice } from './practice-rows.server.ts'
import type { PracticeFilters, PracticePart } from './practice-schema.ts'

/** A published practice as everybody reads it: nothing of who wrote or checked it. */
export type PublicPractice = {
	id: string
	reference: string
	title: Localized
	themes: string[]
	priorities: string[]
	territory: string | null
	country: string | null
	organisation: { id: string; name: Localized; latin: string | null; country: string; listed: boolean } | null
	publishedAt: Date
	updatedAt: Date
} & Record<PracticePart, Localized>

const PAGE = 20

/**
 * Published practices, the newest first; `next` is the cursor of the following page. `facets` counts themes and countries,
 * each under the other filters.
 */
export async function listPublicPractices(
	ctx: Ctx,
	filters: PracticeFilters = {},
	{ after = null, limit = PAGE }: { after?: string | null; limit?: number } = {}
) {
	const ids = filters.q ? await findIds(ctx, filters.q, ['practice']) : null
	const rows = await practices(ctx)
		.where(matching(filters, ids))
		.$if(after !== null, (query) =>
			query.where(
				sql<boolean>`(published_at, id) < (select published_at, id from practice where id = ${after} and status = 'published')`
			)
		)
		.orderBy('publishedAt', 'desc')
		.orderBy('id', 'desc')
		.limit(limit + 1)
		.execute()
	const shown = rows.slice(0, limit)
	return {
		practices: await opened(ctx, shown),
		next: rows.length > limit ? shown.at(-1)!.id : null,
		facets: {
			theme: await count(ctx, sql`unnest(themes)`, matching({ ...filters, theme: undefined }, ids)),
			country: byCountry(await count(ctx, sql`territory`, matching({ ...filters, country: undefined }, ids)))
		}
	}
}

/** The published practices that came of an event or a project, the newest first: twenty at most. One query. */
export async function practicesFrom(ctx: Ctx, from: { event: string } | { project: string }) {
	const [column, id] = 'event' in from ? (['eventId', from.event] as const) : (['projectId', from.project] as const)
	const rows = await practices(ctx)
		.where('status', '=', 'published')
		.where(column, '=', id)
		.orderBy('publishedAt', 'desc')
		.orderBy('id', 'desc')
		.limit(PAGE)
		.execute()
	return rows.map(({ id, title }) => ({ id, title }))
}

/** By id; 404 when it is not published. `related` are its event and its project, where they are public. */
export async function getPublicPractice(ctx: Ctx, id: string): Promise<{ practice: PublicPractice; related: Item[] }> {
	const row = await practices(ctx).where('id', '=', id).where('status', '=', 'published').executeTakeFirst()
	if (!row) return notFound()
	const refs = [...(row.projectId ? [`project:${row.projectId}`] : []), ...(row.eventId ? [`event:${row.eventId}`] : [])]
	return { practice: (await opened(ctx, [row]))[0]!, related: await publicItems(ctx, refs) }
}

type Maybe<T> = { [Key in keyof T]?: T[Key] | undefined }

function matching({ theme, country, territory: place }: Maybe<PracticeFilters>, ids: string[] | null): RawBuilder<boolean> {
	const inside = (code: string) => territories.filter((each) => within(each.code, code)).map((each) => each.code)
	return sql<boolean>`status = 'published'
		${theme ? sql`and themes @> ${[theme]}::text[]` : sql``}
		${country ? sql`and territory = any(${inside(country)}::text[])` : sql``}
		${place ? sql`and territory = any(${inside(place)}::text[])` : sql``}
		${ids ? sql`and id = any(${ids}::uuid[])` : sql``}`
}

async function count(ctx: Ctx, of: RawBuilder<unknown>, where: RawBuilder<boolean>): Promise<Record<string, number>> {
	const { rows } = await sql<{ value: string | null; count: number }>`
		select value, count(*)::int as count from (select ${of} as value from practice where ${where}) found group by value`.execute(
		ctx.db
	)
	return Object.fromEntries(rows.flatMap(({ value, count }) => (value ? [[value, count]] : [])))
}

function byCountry(places: Record<string, number>): Record<string, number> {
	const found: Record<string, number> = {}
	for (const [code, number] of Object.entries(places)) {
		const country = countryOf(code)
		if (country) found[country] = (found[country] ?? 0) + number
	}
	return found
}

async function opened(ctx: Ctx, rows: Practice[]): Promise<PublicPractice[]> {
	const organisations = await organisationsById(
		ctx,
		rows.flatMap(({ organisationId }) => organisationId ?? [])
	)
	return rows.map(
		({
			accountId: _a,
			checkedAt: _b,
			checkedBy: _c,
			publishedBy: _d,
			reason: _e,
			status: _f,
			eventId: _g,
			projectId: _h,
			...row
		}) => {
			const organisation = row.organisationId ? organisations.get(row.organisationId) : undefined
			return {
				...row,
				country: (row.territory && countryOf(row.territory)) || organisation?.country || null,
				organisation: organisation
					? {
							id: organisation.id,
							name: organisation.name as Localized,
							latin: organisation.latin,
							country: organisation.country,
							listed: organisation.status === 'listed'
						}
					: null,
				publishedAt: row.publishedAt!
			}
		}
	)
}

const countryOf = (code: string): string | null => pathOf(code)[0]?.code ?? null
