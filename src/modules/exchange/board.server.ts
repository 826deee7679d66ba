import { sql } from 'kysely'
import { organisationsById } from '#modules/network/organisations.server'
import { findIds } from '#modules/search/ids.server'
import type { Ctx } from '#platform/ctx'
import { notFound } from '#platform/errors'
import { territories, territory, within } from '#programme/territories'
import { listings, type Listing } from './listing-rows.server.ts'
import { asPublic, regionOf, type PublicListing } from './public-listing.ts'
import type { BoardFilters } from './schema.ts'

const PAGE = 20

/** What stands on the board at this moment, whatever the nightly job has come to. */
const standing = (ctx: Ctx) => listings(ctx).where('status', '=', 'published').where('expiresAt', '>', ctx.now)

/**
 * The board, the newest first, 20 at a time; `next` is the cursor of the following page. What is written of an anonymous
 * one, and how it can be found, tells no more than its kind of organisation, its country and its region. Two queries,
 * three with words to look for.
 */
export async function listBoard(
	ctx: Ctx,
	filters: BoardFilters = {},
	{ after = null, limit = PAGE }: { after?: string | null; limit?: number } = {}
): Promise<{ listings: PublicListing[]; next: string | null }> {
	const { side, theme, kind, country, territory: place, language, q } = filters
	const ids = q ? await findIds(ctx, q, side ? [side] : ['offer', 'need']) : null
	const places = place ? placesWithin(place) : null
	const rows = await standing(ctx)
		.$if(side !== undefined, (query) => query.where('side', '=', side!))
		.$if(theme !== undefined, (query) => query.where('themes', '@>', sql<string[]>`array[${theme!}]`))
		.$if(kind !== undefined, (query) => query.where('kinds', '@>', sql<string[]>`array[${kind!}]`))
		.$if(language !== undefined, (query) => query.where('languages', '@>', sql<string[]>`array[${language!}]`))
		.$if(country !== undefined, (query) => query.where('country', '=', country!))
		.$if(places !== null, (query) =>
			query.where((eb) =>
				eb.or([
					eb.and([eb('anonymous', '=', false), eb('territory', '=', sql<string>`any(${places!.named}::text[])`)]),
					eb.and([eb('anonymous', '=', true), eb('territory', '=', sql<string>`any(${places!.anonymous}::text[])`)])
				])
			)
		)
		.$if(ids !== null, (query) => query.where('id', '=', sql<string>`any(${ids!}::uuid[])`))
		.$if(after !== null, (query) =>
			query.where(
				sql<boolean>`(published_at, id) < (select published_at, id from listing where id = ${after} and status = 'published')`
			)
		)
		.orderBy('publishedAt', 'desc')
		.orderBy('id', 'desc')
		.limit(limit + 1)
		.execute()
	const page = rows.slice(0, limit)
	return { listings: await opened(ctx, page), next: rows.length > limit ? page.at(-1)!.id : null }
}

/** One of the board, to whoever asks; 404 for what does not stand there. */
export async function getPublicListing(ctx: Ctx, id: string): Promise<PublicListing> {
	const row = await standing(ctx).where('id', '=', id).executeTakeFirst()
	const [listing] = row ? await opened(ctx, [row]) : []
	return listing ?? notFound()
}

/** What an organisation has on the board under its own name, the newest first, at most 20. */
export async function listingsOfOrganisation(ctx: Ctx, organisationId: string): Promise<PublicListing[]> {
	const rows = await standing(ctx)
		.where('organisationId', '=', organisationId)
		.where('anonymous', '=', false)
		.orderBy('publishedAt', 'desc')
		.orderBy('id', 'desc')
		.limit(20)
		.execute()
	return opened(ctx, rows)
}

/** How many offers and needs stand on the board. */
export async function countBoard(ctx: Ctx): Promise<{ offers: number; needs: number }> {
	const rows = await ctx.db
		.selectFrom('listing')
		.select(({ fn }) => ['side', fn.countAll<number>().as('count')])
		.where('status', '=', 'published')
		.where('expiresAt', '>', ctx.now)
		.groupBy('side')
		.execute()
	const of = (side: string) => rows.find((row) => row.side === side)?.count ?? 0
	return { offers: of('offer'), needs: of('need') }
}

/** What everybody may read of rows that stand; those whose organisation is no longer listed are left out. */
async function opened(ctx: Ctx, rows: Listing[]): Promise<PublicListing[]> {
	const organisations = await organisationsById(
		ctx,
		rows.map(({ organisationId }) => organisationId)
	)
	return rows.flatMap((row) => {
		const organisation = organisations.get(row.organisationId)
		return organisation?.status === 'listed' ? [asPublic(row, organisation)] : []
	})
}

/**
 * The territories a listing may name to be found under `code`: those in it; for an anonymous one, those whose region is in
 * it, so that nobody finds its municipality out by trying them all.
 */
function placesWithin(code: string): { named: string[]; anonymous: string[] } {
	const named = territories.filter((each) => within(each.code, code)).map((each) => each.code)
	const wide = ['country', 'region'].includes(territory(code)?.kind ?? '')
	return { named, anonymous: wide ? named.filter((each) => within(regionOf(each) ?? '', code)) : [] }
}
