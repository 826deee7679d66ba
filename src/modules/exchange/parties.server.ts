import type { Selectable } from 'kysely'
import { peopleAnswering, type Answering } from '#modules/network/answering.server'
import { organisationsById, standingOf } from '#modules/network/organisations.server'
import type { Ctx } from '#platform/ctx'
import { pick, pickText, translate, type Locale, type Localized } from '#platform/i18n'
import type { IntroductionTable } from '#platform/tables'
import { programme } from '#programme/programme'
import type { Standing } from './introduction-policy.ts'
import type { Side } from './introduction-workflow.ts'

export type IntroductionRow = Selectable<IntroductionTable>
/** A side as the other one may see it. `id` is null for who stands behind an anonymous listing. */
export type Party = { id: string | null; name: Localized; latin: string | null; country: string | null; kind: string | null }
export type Parties = Record<Side, Party>

/** Whether the asker does not know yet whom they asked. */
export const isVeiled = ({ veiled, toAgreedAt }: Pick<IntroductionRow, 'veiled' | 'toAgreedAt'>) => veiled && toAgreedAt === null

export const organisationOf = (row: Pick<IntroductionRow, 'fromOrganisation' | 'toOrganisation'>, side: Side): string =>
	side === 'from' ? row.fromOrganisation : row.toOrganisation

/**
 * Both sides of each introduction, as `reader` may know them: a reader on the asking side, or `null` for the office, which
 * knows all. Two queries for any number of introductions. Asks no permission.
 */
export async function partiesOf(
	ctx: Ctx,
	rows: Pick<IntroductionRow, 'id' | 'fromOrganisation' | 'toOrganisation' | 'veiled' | 'toAgreedAt' | 'listingId'>[],
	readerOf: (row: { id: string }) => Side | null
): Promise<Map<string, Parties & { listing: { id: string; title: Localized } | null }>> {
	const organisations = await organisationsById(ctx, [
		...new Set(rows.flatMap(({ fromOrganisation, toOrganisation }) => [fromOrganisation, toOrganisation]))
	])
	const listingIds = rows.flatMap(({ listingId }) => listingId ?? [])
	const listings = listingIds.length
		? await ctx.db.selectFrom('listing').select(['id', 'title']).where('id', 'in', listingIds).execute()
		: []
	const party = (id: string): Party => {
		const found = organisations.get(id)
		return {
			id,
			name: (found?.name ?? {}) as Localized,
			latin: found?.latin ?? null,
			country: found?.country ?? null,
			kind: found?.kind ?? null
		}
	}
	const unknown: Party = { id: null, name: {}, latin: null, country: null, kind: null }
	return new Map(
		rows.map((row) => {
			const listing = listings.find(({ id }) => id === row.listingId)
			return [
				row.id,
				{
					from: party(row.fromOrganisation),
					to: readerOf(row) === 'from' && isVeiled(row) ? unknown : party(row.toOrganisation),
					listing: listing ? { id: listing.id, title: listing.title as Localized } : null
				}
			]
		})
	)
}

/** How a side is called in a letter in `locale`; one that is not known yet, by the listing it stands behind. */
export function nameIn(locale: Locale, party: Party, listing: { title: Localized } | null, reference: string): string {
	if (party.id === null)
		return translate(locale, 'exchange.introduction.behind', { title: listing ? pickText(listing.title, locale) : reference })
	const { text, lang } = pick(party.name, locale)
	return lang !== locale && lang === 'bg' && party.latin ? `${text} (${party.latin})` : text
}

/**
 * Whom a letter to this side goes to: its people who answer for it and are not away today, or all of them when everybody
 * is. When nobody is known there, the service, so that an asking is never lost and never tells that nobody is there.
 */
export async function recipientsOf(ctx: Ctx, organisationId: string): Promise<{ email: string; locale: Locale }[]> {
	const people = await peopleAnswering(ctx, organisationId)
	const present = people.filter((person) => !isAway(ctx, person))
	const chosen = present.length ? present : people
	if (!chosen.length) return [{ email: programme.contact.email, locale: programme.defaultLanguage }]
	return [...new Map(chosen.map(({ email, locale }) => [email.toLowerCase(), { email, locale }])).values()]
}

/** What the actor is in an organisation, as the policies of this module ask it. */
export const standingIn = async (ctx: Ctx, organisationId: string): Promise<Standing> =>
	(await standingOf(ctx, organisationId))?.role ?? null

/** When everybody who answers for an organisation is away: the first day somebody is back, else null. */
export async function backOn(ctx: Ctx, organisationId: string): Promise<string | null> {
	const people = await peopleAnswering(ctx, organisationId)
	if (!people.length || !people.every((person) => isAway(ctx, person))) return null
	const last = people.map(({ awayUntil }) => awayUntil!).sort()[0]!
	return new Date(Date.parse(`${last}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}

function isAway(ctx: Ctx, { awayFrom, awayUntil }: Answering): boolean {
	const today = ctx.now.toISOString().slice(0, 10)
	return awayUntil !== null && awayUntil >= today && (awayFrom === null || awayFrom <= today)
}
