import { locales } from '#platform/i18n'
import { sql } from 'kysely'
import { organisationsById } from '#modules/network/organisations.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import { listingRules } from '#programme/listing-rules'
import { indexListing, unindexListing } from './indexing.server.ts'
import { listings, lockListing, readListing, refOf, writeListing } from './listing-rows.server.ts'
import { missingIn } from './listings.server.ts'
import { publishedMail, returnedMail } from './listing-mails.server.ts'
import { mayModerate, mayReadExchange } from './policy.ts'
import type { OfficeFilters } from './schema.ts'
import { canMove, isEditable } from './workflow.ts'

const DAY = 86_400_000
const PAGE = 50

/**
 * Puts what was submitted on the board, for the usual time; one that was there before and was only read again keeps its
 * days. `version` is of the text that was read. Throws RuleBroken `error.stale` for another, and
 * `error.exchange.organisation_not_listed` while the network does not know the organisation.
 */
export async function publishListing(ctx: Ctx, id: string, { version }: { version: number }): Promise<void> {
	authorize(mayModerate(ctx.actor))
	await transact(ctx, async (ctx) => {
		const { listing } = await lockListing(ctx, id)
		if (listing.status !== 'submitted') throw new RuleBroken('error.listing.not_submitted')
		if (listing.version !== version) throw new RuleBroken('error.stale')
		const organisation = (await organisationsById(ctx, [listing.organisationId])).get(listing.organisationId)
		if (organisation?.status !== 'listed') throw new RuleBroken('error.listing.organisation_not_listed')
		const [missing] = missingIn(listing)
		if (missing) throw new RuleBroken(missing.key, missing.field, {}, 422)
		const standing = listing.publishedAt && listing.expiresAt && listing.expiresAt > ctx.now
		const written = await writeListing(ctx, id, {
			status: 'published',
			reason: null,
			publishedAt: listing.publishedAt ?? ctx.now,
			publishedBy: ctx.actor!.accountId,
			...(!standing && { expiresAt: new Date(ctx.now.getTime() + listingRules.validDays * DAY), remindedAt: null })
		})
		await indexListing(ctx, written)
		await audit(ctx, 'listing.published', refOf(id), { until: written.expiresAt })
		await publishedMail(ctx, written)
	})
}

/** Gives back what was submitted, or takes back what is on the board, with the reason its people read. */
export async function returnListing(
	ctx: Ctx,
	id: string,
	{ version, reason }: { version: number; reason: string }
): Promise<void> {
	authorize(mayModerate(ctx.actor))
	await transact(ctx, async (ctx) => {
		const { listing } = await lockListing(ctx, id)
		if (!canMove(listing.status, 'returned')) throw new RuleBroken('error.listing.not_submitted')
		if (listing.version !== version) throw new RuleBroken('error.stale')
		const written = await writeListing(ctx, id, { status: 'returned', reason })
		if (listing.status === 'published') await unindexListing(ctx, listing)
		await audit(ctx, 'listing.returned', refOf(id), { from: listing.status })
		await returnedMail(ctx, written)
	})
}

/** One offer or need as the office reads it: every language, who stands behind it, what may be done now. */
export async function getOfficeListing(ctx: Ctx, id: string) {
	authorize(mayReadExchange(ctx.actor))
	const { listing } = await readListing(ctx, id)
	const organisation = (await organisationsById(ctx, [listing.organisationId])).get(listing.organisationId)
	if (!organisation) return notFound()
	const moderate = mayModerate(ctx.actor)
	return {
		...listing,
		organisation,
		missing: missingIn(listing),
		can: {
			publish: moderate && listing.status === 'submitted' && organisation.status === 'listed',
			return: moderate && canMove(listing.status, 'returned'),
			edit: moderate && isEditable(listing.status, true),
			close: moderate && canMove(listing.status, 'closed')
		}
	}
}

/** What waits to be read, the longest waiting first, at most 100: the queue is worked through from the top. */
export async function listSubmitted(ctx: Ctx) {
	authorize(mayReadExchange(ctx.actor))
	const rows = await listings(ctx).where('status', '=', 'submitted').orderBy('submittedAt').orderBy('id').limit(100).execute()
	return withOrganisations(ctx, rows)
}

/** Every offer and need, the last changed first, 50 at a time; `next` is the cursor of the following page. Two queries. */
export async function listListings(ctx: Ctx, filters: OfficeFilters = {}, after: string | null = null) {
	authorize(mayReadExchange(ctx.actor))
	const { status, side, theme, country, q } = filters
	const like = `%${(q ?? '').replace(/[\\%_]/g, '\\$&')}%`
	const rows = await listings(ctx)
		.$if(status !== undefined, (query) => query.where('status', '=', status!))
		.$if(side !== undefined, (query) => query.where('side', '=', side!))
		.$if(theme !== undefined, (query) => query.where('themes', '@>', sql<string[]>`array[${theme!}]`))
		.$if(country !== undefined, (query) => query.where('country', '=', country!))
		.$if(q !== undefined, (query) =>
			query.where((eb) =>
				eb.or([
					eb('reference', 'ilike', like),
					...locales.map((locale) => eb(sql<string>`title->>${sql.lit(locale)}`, 'ilike', like))
				])
			)
		)
		.$if(after !== null, (query) =>
			query.where(sql<boolean>`(updated_at, id) < (select updated_at, id from listing where id = ${after})`)
		)
		.orderBy('updatedAt', 'desc')
		.orderBy('id', 'desc')
		.limit(PAGE + 1)
		.execute()
	const shown = await withOrganisations(ctx, rows.slice(0, PAGE))
	return { listings: shown, next: rows.length > PAGE ? shown.at(-1)!.id : null }
}

/** How many wait to be read, and since when the first. */
export async function countSubmitted(ctx: Ctx): Promise<{ count: number; since: Date | null }> {
	authorize(mayReadExchange(ctx.actor))
	const { count, since } = await ctx.db
		.selectFrom('listing')
		.select(({ fn }) => [fn.countAll<number>().as('count'), fn.min('submittedAt').as('since')])
		.where('status', '=', 'submitted')
		.executeTakeFirstOrThrow()
	return { count, since }
}

async function withOrganisations<Row extends { organisationId: string }>(ctx: Ctx, rows: Row[]) {
	const organisations = await organisationsById(
		ctx,
		rows.map(({ organisationId }) => organisationId)
	)
	return rows.map((row) => ({ ...row, organisation: organisations.get(row.organisationId) ?? null }))
}
