import { v5 as uuidv5 } from 'uuid'
import { findAccountByEmail } from '#modules/identity/accounts.server'
import { demoOrganisationId } from '#modules/network/demo.server'
import { organisationsById } from '#modules/network/organisations.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { nextReferences } from '#platform/references.server'
import { demoAccounts, demoListings, type DemoListing } from '#programme/demo'
import { listingRules } from '#programme/listing-rules'
import { indexListing } from './indexing.server.ts'
import { listings, refOf } from './listing-rows.server.ts'

const NAMESPACE = '0197c9a4-8a52-7c11-a0de-6b9f3c2d7e54'
const DAY = 86_400_000
/** The id of a demo listing, by its place in the list: a second start finds what the first made. */
export const demoListingId = (at: number) => uuidv5(`listing:${at}`, NAMESPACE)

/** The demo's fictional offers and needs, after its network; those that are there are left as they are. */
export async function loadDemoExchange(ctx: Ctx): Promise<void> {
	await transact(ctx, async (ctx) => {
		const known = new Set(
			(
				await listings(ctx)
					.where(
						'id',
						'in',
						demoListings.map((_, at) => demoListingId(at))
					)
					.execute()
			).map(({ id }) => id)
		)
		const missing = demoListings.map((listing, at) => ({ ...listing, id: demoListingId(at) })).filter(({ id }) => !known.has(id))
		const organisations = await organisationsById(
			ctx,
			missing.map(({ organisation }) => demoOrganisationId(organisation))
		)
		for (const side of ['offer', 'need'] as const) {
			// The oldest has the lowest number.
			const own = missing.filter((listing) => listing.side === side).toReversed()
			const references = await nextReferences(ctx, side === 'offer' ? 'OFF' : 'NEE', own.length)
			for (const [i, listing] of own.entries()) {
				const organisation = organisations.get(demoOrganisationId(listing.organisation))
				if (organisation) await addListing(ctx, { ...listing, reference: references[i]!, country: organisation.country })
			}
		}
	})
}

async function addListing(ctx: Ctx, listing: DemoListing & { id: string; reference: string; country: string }) {
	const { title, text, age, organisation, ...columns } = listing
	const at = new Date(ctx.now.getTime() - age * DAY)
	const email = demoAccounts.find((account) => account.organisation === organisation)?.email
	await ctx.db
		.insertInto('listing')
		.values({
			...columns,
			organisationId: demoOrganisationId(organisation),
			accountId: (email && (await findAccountByEmail(ctx, email))?.id) || null,
			title: JSON.stringify(title),
			text: JSON.stringify(text),
			submittedAt: listing.status === 'draft' ? null : at,
			...(listing.status === 'published' && {
				publishedAt: at,
				expiresAt: new Date(at.getTime() + listingRules.validDays * DAY)
			}),
			createdAt: at,
			updatedAt: at
		})
		.execute()
	await audit(ctx, 'listing.drafted', refOf(listing.id), { side: listing.side, demo: true })
	await indexListing(ctx, await listings(ctx).where('id', '=', listing.id).executeTakeFirstOrThrow())
}
