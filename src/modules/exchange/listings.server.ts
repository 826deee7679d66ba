import { v7 as uuidv7 } from 'uuid'
import { mayWrite } from '#modules/identity/policy'
import { organisationsById } from '#modules/network/organisations.server'
import { ownOrganisations, standingOf } from '#modules/network/standings.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import type { MessageKey } from '#platform/i18n'
import { nextReference } from '#platform/references.server'
import { listingRules } from '#programme/listing-rules'
import { indexListing, unindexListing } from './indexing.server.ts'
import { listings, lockListing, readListing, refOf, writeListing, type Listing } from './listing-rows.server.ts'
import { closedMail } from './listing-mails.server.ts'
import { listingPolicy, mayModerate } from './policy.ts'
import { asPublic } from './public-listing.ts'
import type { ListingInput, ListingSide } from './schema.ts'
import { canMove, isEditable, isRenewable } from './workflow.ts'

const DAY = 86_400_000
/** As many as one organisation may have at once that are not closed: enough for a large city, too few for a flood. */
const MOST_OPEN = 60

/** The organisations an actor may draft an offer or a need for. */
export async function organisationsToSpeakFor(ctx: Ctx) {
	authorize(mayWrite(ctx.actor))
	return (await ownOrganisations(ctx)).filter(({ status }) => status === 'listed' || status === 'proposed')
}

/**
 * Drafts an offer or a need for an organisation one stands in; staff for any. Returns its id.
 * Throws RuleBroken `error.exchange.organisation` for one that is neither listed nor proposed.
 */
export async function draftListing(
	ctx: Ctx,
	{ side, organisation: organisationId, ...input }: ListingInput & { side: ListingSide; organisation: string }
): Promise<string> {
	authorize(mayWrite(ctx.actor))
	return transact(ctx, async (ctx) => {
		const standing = await standingOf(ctx, organisationId)
		authorize(listingPolicy.edit(ctx.actor, standing))
		const organisation = await speaking(ctx, organisationId)
		const { open } = await ctx.db
			.selectFrom('listing')
			.select(({ fn }) => fn.countAll<number>().as('open'))
			.where('organisationId', '=', organisationId)
			.where('status', '<>', 'closed')
			.executeTakeFirstOrThrow()
		if (open >= MOST_OPEN) throw new RuleBroken('error.listing.too_many', 'organisation', { count: MOST_OPEN })
		const id = uuidv7()
		await ctx.db
			.insertInto('listing')
			.values({
				...columnsOf(input),
				id,
				reference: await nextReference(ctx, side === 'offer' ? 'OFF' : 'NEE'),
				side,
				organisationId,
				country: organisation.country,
				accountId: ctx.actor!.accountId,
				status: 'draft',
				createdAt: ctx.now,
				updatedAt: ctx.now
			})
			.execute()
		await audit(ctx, 'listing.drafted', refOf(id), { side, organisation: organisationId })
		return id
	})
}

/**
 * Writes over what is there. A published text that its organisation changes is read again before it is back on the board;
 * its themes, places and dates can be corrected in place, and staff correct everything in place. Returns the status it
 * then has. Throws RuleBroken `error.stale` when somebody wrote meanwhile.
 */
export async function correctListing(ctx: Ctx, id: string, { version, ...input }: ListingInput & { version: number }) {
	return transact(ctx, async (ctx) => {
		const { listing, standing } = await lockListing(ctx, id)
		authorize(listingPolicy.edit(ctx.actor, standing))
		const byStaff = mayModerate(ctx.actor)
		if (!isEditable(listing.status, byStaff)) throw new RuleBroken('error.listing.not_editable')
		if (listing.version !== version) throw new RuleBroken('error.stale')
		const changed = changesIn(listing, input)
		if (changed.length === 0) return listing.status
		const { country } = await speaking(ctx, listing.organisationId)
		const after = { ...listing, ...input, country }
		if (listing.status !== 'draft' && listing.status !== 'returned') askComplete(after)
		const readAgain = listing.status === 'published' && !byStaff && changed.some((field) => field === 'title' || field === 'text')
		// A text off the board is the organisation's decision, and a member does not take it alone.
		if (readAgain && !listingPolicy.answer(ctx.actor, standing)) throw new RuleBroken('error.listing.lead_only')
		const written = await writeListing(ctx, id, {
			...columnsOf(input),
			country,
			...(readAgain && { status: 'submitted', submittedAt: ctx.now, reason: null })
		})
		await audit(ctx, 'listing.corrected', refOf(id), { fields: changed, ...(readAgain && { status: 'submitted' }) })
		if (listing.status === 'published') await indexListing(ctx, written)
		return written.status
	})
}

/** Hands a draft, or one that was returned, to the service to be read. Throws RuleBroken on the first field that is missing. */
export async function submitListing(ctx: Ctx, id: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { listing, standing } = await lockListing(ctx, id)
		authorize(listingPolicy.answer(ctx.actor, standing))
		if (listing.status === 'published' || !canMove(listing.status, 'submitted')) throw new RuleBroken('error.listing.not_a_draft')
		askComplete(listing)
		await speaking(ctx, listing.organisationId)
		await writeListing(ctx, id, { status: 'submitted', submittedAt: ctx.now, reason: null })
		await audit(ctx, 'listing.submitted', refOf(id))
	})
}

/**
 * Takes an offer or a need off for good: it was answered, or is no longer meant. When staff close another's, its people are
 * told, with the reason, which must then be given.
 */
export async function closeListing(ctx: Ctx, id: string, { reason }: { reason: string }): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { listing, standing } = await lockListing(ctx, id)
		authorize(listingPolicy.answer(ctx.actor, standing))
		if (!canMove(listing.status, 'closed')) throw new RuleBroken('error.listing.closed')
		const byStaff = !standing
		if (byStaff && !reason) throw new RuleBroken('error.listing.reason', 'reason', {}, 422)
		const written = await writeListing(ctx, id, { status: 'closed', reason: reason || null })
		await unindexListing(ctx, listing)
		await audit(ctx, 'listing.closed', refOf(id), { from: listing.status })
		if (byStaff) await closedMail(ctx, written)
	})
}

/**
 * Gives a published or expired one its usual time again, counted from now. From `renewableDays` before it runs out to as
 * long after; throws RuleBroken `error.exchange.not_renewable` otherwise.
 */
export async function renewListing(ctx: Ctx, id: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { listing, standing } = await lockListing(ctx, id)
		authorize(listingPolicy.answer(ctx.actor, standing))
		if (!isRenewable(listing, ctx.now, listingRules.renewableDays))
			throw new RuleBroken('error.listing.not_renewable', null, { days: listingRules.renewableDays })
		const organisation = await speaking(ctx, listing.organisationId)
		if (organisation.status !== 'listed') throw new RuleBroken('error.listing.organisation_not_listed')
		const written = await writeListing(ctx, id, {
			status: 'published',
			expiresAt: new Date(ctx.now.getTime() + listingRules.validDays * DAY),
			remindedAt: null,
			renewed: listing.renewed + 1
		})
		await indexListing(ctx, written)
		await audit(ctx, 'listing.renewed', refOf(id), { until: written.expiresAt })
	})
}

/** One offer or need as its organisation sees it, with what the actor may do now. */
export async function getOwnListing(ctx: Ctx, id: string) {
	const { listing, standing } = await readListing(ctx, id)
	// Who may only read what is on the board reads it there.
	if (!listingPolicy.viewWhole(ctx.actor, standing)) return notFound()
	const organisation = (await organisationsById(ctx, [listing.organisationId])).get(listing.organisationId)
	if (!organisation) return notFound()
	const answer = listingPolicy.answer(ctx.actor, standing)
	const { status } = listing
	return {
		...listing,
		organisation,
		missing: missingIn(listing),
		isPublic: status === 'published' && organisation.status === 'listed',
		public: asPublic(listing, organisation),
		can: {
			edit: listingPolicy.edit(ctx.actor, standing) && isEditable(status, mayModerate(ctx.actor)),
			submit: answer && status !== 'published' && canMove(status, 'submitted'),
			close: answer && canMove(status, 'closed'),
			renew: answer && isRenewable(listing, ctx.now, listingRules.renewableDays)
		}
	}
}

/** Everything written for the actor's organisations, what has to be done first. At most 60 an organisation, so not paged. */
export async function listOwnListings(ctx: Ctx) {
	authorize(ctx.actor !== null)
	const organisations = await ownOrganisations(ctx)
	if (organisations.length === 0) return []
	const names = new Map(organisations.map((organisation) => [organisation.id, organisation]))
	const rows = await listings(ctx)
		.where('organisationId', 'in', [...names.keys()])
		.orderBy('updatedAt', 'desc')
		.orderBy('id', 'desc')
		.limit(500)
		.execute()
	return rows.map((row) => ({ ...row, organisation: names.get(row.organisationId)! }))
}

/** What happened to it, the newest first, at most 50; who did it is the trail's business. For who may see all of it. */
export async function listingHistory(ctx: Ctx, id: string) {
	const { listing, standing } = await readListing(ctx, id)
	authorize(listingPolicy.viewWhole(ctx.actor, standing))
	return ctx.db
		.selectFrom('auditEvent')
		.select(['id', 'at', 'action'])
		.where('subject', '=', refOf(listing.id))
		.where('action', 'like', 'listing.%')
		.orderBy('at', 'desc')
		.orderBy('id', 'desc')
		.limit(50)
		.execute()
}

/** The organisation behind it, which must still be one that can speak. */
async function speaking(ctx: Ctx, organisationId: string) {
	const organisation = (await organisationsById(ctx, [organisationId])).get(organisationId)
	if (!organisation || (organisation.status !== 'listed' && organisation.status !== 'proposed'))
		throw new RuleBroken('error.listing.organisation', 'organisation', {}, 422)
	return organisation
}

/** What a draft still lacks, field by field. */
export const missingIn = ({ text, themes, kinds }: Pick<Listing, 'text' | 'themes' | 'kinds'>) =>
	(
		[
			['text', 'error.listing.text', Object.keys(text).length === 0],
			['themes', 'error.listing.theme', themes.length === 0],
			['kinds', 'error.listing.kind', kinds.length === 0]
		] satisfies [string, MessageKey, boolean][]
	)
		.filter(([, , missing]) => missing)
		.map(([field, key]) => ({ field, key }))

function askComplete(listing: Pick<Listing, 'text' | 'themes' | 'kinds'>) {
	const [first] = missingIn(listing)
	if (first) throw new RuleBroken(first.key, first.field, {}, 422)
}

const columnsOf = ({ title, text, ...rest }: ListingInput) => ({
	...rest,
	title: JSON.stringify(title),
	text: JSON.stringify(text)
})

/** Which fields say something else than before. */
function changesIn(listing: Listing, input: ListingInput): string[] {
	const canonical = (value: unknown): string =>
		Array.isArray(value)
			? JSON.stringify(value.toSorted())
			: value && typeof value === 'object'
				? JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
				: JSON.stringify(value)
	return (Object.keys(input) as (keyof ListingInput)[]).filter((field) => canonical(listing[field]) !== canonical(input[field]))
}
