import { sql } from 'kysely'
import { organisationsById } from '#modules/network/organisations.server'
import { indexItem, removeItem, type Source } from '#modules/search/index.server'
import type { Item } from '#modules/search/schema'
import type { Ctx } from '#platform/ctx'
import { type Locale, locales, type Localized } from '#platform/i18n'
import { cooperationKind } from '#programme/cooperation-kinds'
import { organisationKinds } from '#programme/organisation-kinds'
import { listings, type Listing } from './listing-rows.server.ts'
import { asPublic, type PublicListing } from './public-listing.ts'

const BATCH = 500

/** The two addresses and item kinds of a listing are the same as its side's. */
export const pathOfListing = (id: string) => `/exchange/${id}`

const itemOf = (listing: PublicListing): Item => ({
	kind: listing.side,
	id: listing.id,
	path: pathOfListing(listing.id),
	title: listing.title,
	summary: listing.text,
	body: inEveryLanguage((locale) => [
		...listing.kinds.map((key) => cooperationKind(key)?.name[locale]),
		organisationKinds.find(({ key }) => key === listing.organisationKind)?.name[locale],
		listing.organisation?.name[locale] ?? Object.values(listing.organisation?.name ?? {})[0],
		listing.organisation?.latin,
		listing.reference
	]),
	themes: listing.themes,
	countries: [listing.country],
	territories: listing.territory ? [listing.territory] : [],
	at: listing.publishedAt
})

const inEveryLanguage = (words: (locale: Locale) => (string | null | undefined)[]): Localized =>
	Object.fromEntries(locales.map((locale) => [locale, words(locale).filter(Boolean).join('\n')]))

/** Brings the search up to date with one that was just written: published and of a listed organisation, or out. */
export async function indexListing(ctx: Ctx, listing: Listing): Promise<void> {
	const organisation = (await organisationsById(ctx, [listing.organisationId])).get(listing.organisationId)
	if (listing.status === 'published' && organisation?.status === 'listed')
		await indexItem(ctx, itemOf(asPublic(listing, organisation)))
	else await unindexListing(ctx, listing)
}

/** Brings the search up to date with an organisation that has entered or left the lists: its listings are found only with it. */
export async function indexListingsOf(ctx: Ctx, organisationId: string): Promise<void> {
	const rows = await listings(ctx)
		.where('organisationId', '=', organisationId)
		.where('status', '=', 'published')
		.where('expiresAt', '>', ctx.now)
		.orderBy('id')
		.forUpdate()
		.execute()
	for (const listing of rows) await indexListing(ctx, listing)
}

export const unindexListing = (ctx: Ctx, { side, id }: Pick<Listing, 'side' | 'id'>) => removeItem(ctx, side, id)

/** Every offer and need on the board, for making the index anew. */
export const exchangeSource: Source = {
	kinds: ['offer', 'need'],
	async list(ctx, after) {
		const rows = await listings(ctx)
			.where('status', '=', 'published')
			.where('expiresAt', '>', ctx.now)
			.$if(after !== null, (query) => query.where('id', '>', after!))
			.orderBy('id')
			.limit(BATCH)
			.modifyEnd(sql`for share`)
			.execute()
		const organisations = await organisationsById(ctx, [...new Set(rows.map(({ organisationId }) => organisationId))])
		return {
			items: rows.flatMap((row) => {
				const organisation = organisations.get(row.organisationId)
				return organisation?.status === 'listed' ? [itemOf(asPublic(row, organisation))] : []
			}),
			next: rows.length === BATCH ? rows.at(-1)!.id : null
		}
	}
}
