import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { Reason } from '#engines/matching/reasons'
import { organisationsById, ownOrganisations, standingOf } from '#modules/network/organisations.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, onConstraint, RuleBroken } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import { nextReference } from '#platform/references.server'
import { introductionRules } from '#programme/exchange'
import { hasBlocked, isHeld } from './blocks.server.ts'
import { holdsContactDetails } from './contact-details.ts'
import { writeAsked, writeProposed } from './introduction-mails.server.ts'
import { introductionPolicy } from './introduction-policy.ts'
import { agreeFor } from './introductions.server.ts'
import { backOn, type IntroductionRow } from './parties.server.ts'

onConstraint('introduction_standing_unique', 'error.exchange.standing')
onConstraint('introduction_veiled_unique', 'error.exchange.standing')

const DAY = 86_400_000
const MONTH = 30 * DAY

/** Whom it is asked of: an organisation, or whoever stands behind a published listing. */
export type Target = { organisationId: string; listingId?: never } | { listingId: string; organisationId?: never }
export type Asking = Target & { from: string; message: string; reasons?: Reason[] }

/**
 * A lead asks for its organisation to be put in touch. Returns the introduction's id. The asking is the asker's consent; a
 * second asking the other way round is the other side's. Behind an anonymous listing nobody learns who was asked.
 * The answer is the same whether or not anybody is known at the other organisation, and whether or not it has blocked the
 * asker. Throws RuleBroken `error.exchange.own_organisation`, `.organisation_waiting`, `.contact_in_message` (field
 * `message`), `.standing`, `.rest` (`day`), `.month` (`count`, `day`), `.away` (`day`), `.you_blocked`.
 */
export async function askIntroduction(ctx: Ctx, { from, message, reasons = [], ...target }: Asking): Promise<string> {
	return transact(ctx, async (ctx) => {
		const standing = ctx.actor ? await standingOf(ctx, from) : undefined
		if (!standing) return notFound()
		authorize(introductionPolicy.speakFor(ctx.actor, standing.role))
		if (standing.status !== 'listed') throw new RuleBroken('error.exchange.organisation_waiting', 'from')
		const { to, listing } = await targetOf(ctx, target)
		const veiled = listing?.anonymous ?? false
		if (to === from) throw new RuleBroken('error.exchange.own_organisation')
		if (holdsContactDetails(message)) throw new RuleBroken('error.exchange.contact_in_message', 'message', {}, 422)

		await lockAsking(ctx, from, to)
		if (!veiled) {
			if (await hasBlocked(ctx, from, to)) throw new RuleBroken('error.exchange.you_blocked')
			const asked = await standingBetween(ctx, from, to)
			if (asked?.status === 'asked' && asked.fromOrganisation === to && !asked.byOfficer) {
				await ctx.db
					.insertInto('introductionMessage')
					.values({
						id: uuidv7(),
						introductionId: asked.id,
						side: 'to',
						authorId: ctx.actor!.accountId,
						text: message,
						sentAt: ctx.now
					})
					.execute()
				await agreeFor(ctx, asked, 'to')
				return asked.id
			}
			if (asked) throw new RuleBroken('error.exchange.standing')
		}
		await mayAskAgain(ctx, { from, to, listingId: veiled ? listing!.id : null })
		await mayAskThisMonth(ctx, from)
		if (!veiled) {
			const day = await backOn(ctx, to)
			if (day) throw new RuleBroken('error.exchange.away', null, { day: new Date(`${day}T12:00:00Z`) })
		}
		const row = await insertIntroduction(ctx, {
			listingId: listing?.id ?? null,
			fromOrganisation: from,
			toOrganisation: to,
			fromAccount: ctx.actor!.accountId,
			toAccount: listing?.accountId ?? null,
			message,
			reasons: JSON.stringify(reasons),
			veiled,
			fromAgreedAt: ctx.now
		})
		await audit(ctx, 'introduction.asked', `introduction:${row.id}`, listing ? { listing: listing.id } : {})
		if (!(await isHeld(ctx, row))) await writeAsked(ctx, row)
		return row.id
	})
}

/**
 * An officer asks two organisations; both must agree. Returns the introduction's id. Throws RuleBroken
 * `error.exchange.same` (field `to`), `.standing`, `.blocked` when one does not want to hear from the other.
 */
export async function askForBoth(
	ctx: Ctx,
	{ from, to, message, reasons = [] }: { from: string; to: string; message: string; reasons?: Reason[] }
): Promise<string> {
	authorize(introductionPolicy.mediate(ctx.actor))
	return transact(ctx, async (ctx) => {
		if (from === to) throw new RuleBroken('error.exchange.same', 'to', {}, 422)
		const found = await organisationsById(ctx, [from, to])
		if (found.get(from)?.status !== 'listed') throw new RuleBroken('error.exchange.unlisted', 'from', {}, 422)
		if (found.get(to)?.status !== 'listed') throw new RuleBroken('error.exchange.unlisted', 'to', {}, 422)
		await lockAsking(ctx, from, to)
		if (await standingBetween(ctx, from, to)) throw new RuleBroken('error.exchange.standing')
		if ((await hasBlocked(ctx, from, to)) || (await hasBlocked(ctx, to, from))) throw new RuleBroken('error.exchange.blocked')
		const row = await insertIntroduction(ctx, {
			fromOrganisation: from,
			toOrganisation: to,
			byOfficer: true,
			message,
			reasons: JSON.stringify(reasons)
		})
		await audit(ctx, 'introduction.proposed', `introduction:${row.id}`)
		await writeProposed(ctx, row)
		return row.id
	})
}

/**
 * What the page of asking shows: the actor's organisations that may ask, and of whom it is asked, unless that stands behind
 * an anonymous listing. 404 for a listing or an organisation that is not there for everybody.
 */
export async function getAsking(ctx: Ctx, target: Target) {
	authorize(ctx.actor !== null)
	const { to, listing } = await targetOf(ctx, target)
	const veiled = listing?.anonymous ?? false
	const own = await ownOrganisations(ctx)
	const other = veiled ? null : ((await organisationsById(ctx, [to])).get(to) ?? null)
	return {
		own: own.filter(({ id, role, status }) => role === 'lead' && status === 'listed' && (veiled || id !== to)),
		/** The actor's only organisations wait for the staff, or are led by somebody else. */
		hasOthers: own.length > 0,
		isOwn: !veiled && own.some(({ id }) => id === to),
		other: other && {
			id: other.id,
			name: other.name as Localized,
			latin: other.latin,
			kind: other.kind,
			country: other.country,
			territory: other.territory
		},
		listing: listing && { id: listing.id, title: listing.title as Localized, side: listing.side }
	}
}

/**
 * Of whom it is asked, as a link says it: of the organisation `to`, about `listing` when that is the organisation's own and
 * under its name; without `to`, of whoever stands behind the listing. Null for an address that says neither.
 */
export async function findTarget(
	ctx: Ctx,
	{ listing, to }: { listing: string | null; to: string | null }
): Promise<Target | null> {
	authorize(ctx.actor !== null)
	if (to === null) return listing === null ? null : { listingId: listing }
	if (listing === null) return { organisationId: to }
	const own = await ctx.db
		.selectFrom('listing')
		.select('id')
		.where('id', '=', listing)
		.where('organisationId', '=', to)
		.where('anonymous', '=', false)
		.where('status', '=', 'published')
		.where('expiresAt', '>', ctx.now)
		.executeTakeFirst()
	return own ? { listingId: listing } : { organisationId: to }
}

async function targetOf(ctx: Ctx, target: Target) {
	if (target.listingId !== undefined) {
		const listing = await ctx.db
			.selectFrom('listing')
			.select(['id', 'organisationId', 'accountId', 'anonymous', 'title', 'side'])
			.where('id', '=', target.listingId)
			.where('status', '=', 'published')
			.where('expiresAt', '>', ctx.now)
			.executeTakeFirst()
		const found = listing && (await organisationsById(ctx, [listing.organisationId])).get(listing.organisationId)
		return listing && found?.status === 'listed' ? { to: found.id, listing } : notFound()
	}
	const found = (await organisationsById(ctx, [target.organisationId])).get(target.organisationId)
	return found?.status === 'listed' ? { to: found.id, listing: null } : notFound()
}

/** Askings of one organisation, and between two, are decided one after the other: counts and the way round stay true. */
async function lockAsking(ctx: Ctx, ...organisationIds: string[]) {
	for (const id of [...organisationIds].sort())
		await sql`select pg_advisory_xact_lock(hashtextextended(${`exchange.asking:${id}`}, 0))`.execute(ctx.db)
}

const between = (ctx: Ctx, one: string, other: string) =>
	ctx.db
		.selectFrom('introduction')
		.selectAll()
		.where((eb) =>
			eb.or([
				eb.and([eb('fromOrganisation', '=', one), eb('toOrganisation', '=', other)]),
				eb.and([eb('fromOrganisation', '=', other), eb('toOrganisation', '=', one)])
			])
		)

const standingBetween = (ctx: Ctx, one: string, other: string): Promise<IntroductionRow | undefined> =>
	between(ctx, one, other).where('status', 'in', ['asked', 'accepted']).where('veiled', '=', false).forUpdate().executeTakeFirst()

/**
 * After a refusal or a lapse one does not ask again for a while. From behind an anonymous listing only what was asked
 * through that listing counts, and the other way round: else the refusal would tell who stands there.
 */
async function mayAskAgain(ctx: Ctx, { from, to, listingId }: { from: string; to: string; listingId: string | null }) {
	const since = new Date(ctx.now)
	since.setUTCMonth(since.getUTCMonth() - introductionRules.restMonths)
	const last = await ctx.db
		.selectFrom('introduction')
		.select(['endedAt', 'status'])
		.where('fromOrganisation', '=', from)
		.where('byOfficer', '=', false)
		.$if(listingId === null, (query) => query.where('toOrganisation', '=', to).where('veiled', '=', false))
		.$if(listingId !== null, (query) => query.where('listingId', '=', listingId!).where('veiled', '=', true))
		.where((eb) =>
			eb.or([
				eb.and([eb('status', 'in', ['declined', 'lapsed']), eb('endedAt', '>', since)]),
				eb.and([eb('status', 'in', ['asked', 'accepted']), eb.lit(listingId !== null)])
			])
		)
		.orderBy('askedAt', 'desc')
		.executeTakeFirst()
	if (!last) return
	if (last.status === 'asked' || last.status === 'accepted') throw new RuleBroken('error.exchange.standing')
	const day = new Date(last.endedAt!)
	day.setUTCMonth(day.getUTCMonth() + introductionRules.restMonths)
	throw new RuleBroken('error.exchange.rest', null, { day })
}

async function mayAskThisMonth(ctx: Ctx, from: string) {
	const recent = await ctx.db
		.selectFrom('introduction')
		.select('askedAt')
		.where('fromOrganisation', '=', from)
		.where('byOfficer', '=', false)
		.where('askedAt', '>', new Date(ctx.now.getTime() - MONTH))
		.orderBy('askedAt', 'desc')
		.limit(introductionRules.askedPerMonth)
		.execute()
	if (recent.length < introductionRules.askedPerMonth) return
	throw new RuleBroken('error.exchange.month', null, {
		count: introductionRules.askedPerMonth,
		day: new Date(recent.at(-1)!.askedAt.getTime() + MONTH)
	})
}

type New = Pick<IntroductionRow, 'fromOrganisation' | 'toOrganisation' | 'message'> & { reasons: string } & Partial<
		Pick<IntroductionRow, 'listingId' | 'fromAccount' | 'toAccount' | 'veiled' | 'byOfficer' | 'fromAgreedAt'>
	>
const insertIntroduction = async (ctx: Ctx, values: New): Promise<IntroductionRow> =>
	ctx.db
		.insertInto('introduction')
		.values({
			...values,
			id: uuidv7(),
			reference: await nextReference(ctx, 'INT'),
			askedBy: ctx.actor?.accountId ?? null,
			status: 'asked',
			askedAt: ctx.now,
			lapsesAt: new Date(ctx.now.getTime() + introductionRules.lapseDays * DAY)
		})
		.returningAll()
		.executeTakeFirstOrThrow()
