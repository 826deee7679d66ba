import type { Selectable } from 'kysely'
import { accountsById } from '#modules/identity/accounts.server'
import { contactsOf, organisationsById, standingOf } from '#modules/network/organisations.server'
import type { Contact } from '#modules/network/standings.server'
import type { Ctx } from '#platform/ctx'
import { notFound, RuleBroken } from '#platform/errors'
import type { Locale, Localized } from '#platform/i18n'
import type { AwardTable } from '#platform/tables'
import { awardPolicy, type AwardStanding } from './award-policy.ts'
import type { AwardKind } from './award-workflow.ts'
import { canMoveAward, type AwardStatus } from './workflow.ts'

/** What an award says besides its amount. The service is kept here so that an award without a project has one. */
export type AwardTerms = {
	service: string
	title: Localized
	startsOn: string | null
	endsOn: string | null
	/** What a prize is, beside or instead of money. */
	nature?: Localized
	/** Why it was cancelled or declined. */
	ended?: string
}

/** An award as it is stored, with its service at hand. Amounts in cents of euros. */
export type Award = Omit<Selectable<AwardTable>, 'kind' | 'status' | 'terms'> & {
	kind: AwardKind
	status: AwardStatus
	terms: AwardTerms
	service: string
}

/** The subject of an award in the trail. */
export const refOfAward = (id: string) => `award:${id}`

const awards = (ctx: Ctx) => ctx.db.selectFrom('award').selectAll('award')

export const asAward = (row: Selectable<AwardTable>): Award => {
	const terms = row.terms as AwardTerms
	return { ...row, kind: row.kind as AwardKind, status: row.status as AwardStatus, terms, service: terms.service }
}

/** What the actor is to the holder of the award. */
export async function standingInAward(
	ctx: Ctx,
	{ organisationId, accountId }: Pick<Award, 'organisationId' | 'accountId'>
): Promise<AwardStanding> {
	if (!ctx.actor) return null
	if (organisationId) return (await standingOf(ctx, organisationId))?.role ?? null
	return accountId === ctx.actor.accountId ? 'lead' : null
}

export type LoadedAward = { award: Award; standing: AwardStanding }

/** An award the actor may see; 404 for any other. With `lock`, nobody else decides on it or on its money until the transaction ends. */
export async function loadAward(ctx: Ctx, awardId: string, { lock = false } = {}): Promise<LoadedAward> {
	const row = ctx.actor
		? await awards(ctx)
				.where('id', '=', awardId)
				.$if(lock, (query) => query.forUpdate())
				.executeTakeFirst()
		: undefined
	if (!row) return notFound()
	const award = asAward(row)
	const standing = await standingInAward(ctx, award)
	return awardPolicy.view(ctx.actor, standing) ? { award, standing } : notFound()
}

/** Moves it on and counts a version, if that can still be. Asks no permission. */
export async function moveAward(ctx: Ctx, award: Award, status: AwardStatus, terms?: AwardTerms): Promise<void> {
	if (!canMoveAward(award.status, status)) throw new RuleBroken('error.awards.status')
	await ctx.db
		.updateTable('award')
		.set((eb) => ({
			status,
			version: eb('version', '+', 1),
			...(terms && { terms: JSON.stringify(terms) }),
			...(['declined', 'closed', 'cancelled'].includes(status) && { closedAt: ctx.now })
		}))
		.where('id', '=', award.id)
		.execute()
}

/** Counts a version: what the forms of its money carry. Asks no permission. */
export const touchAward = (ctx: Ctx, awardId: string) =>
	ctx.db
		.updateTable('award')
		.set((eb) => ({ version: eb('version', '+', 1) }))
		.where('id', '=', awardId)
		.execute()

export type Holder = { name: Localized; latin: string | null; country: string | null }

/** Who holds each award: the organisation's name in every language it has, or the person's. Two queries. */
export async function holdersOf(ctx: Ctx, rows: readonly Pick<Award, 'id' | 'organisationId' | 'accountId' | 'personName'>[]) {
	const organisations = await organisationsById(
		ctx,
		rows.flatMap(({ organisationId }) => organisationId ?? [])
	)
	const accounts = await accountsById(
		ctx,
		rows.flatMap(({ organisationId, accountId }) => (!organisationId && accountId ? [accountId] : []))
	)
	return new Map(
		rows.map(({ id, organisationId, accountId, personName }): [string, Holder] => {
			const organisation = organisationId ? organisations.get(organisationId) : undefined
			if (organisation)
				return [id, { name: organisation.name as Localized, latin: organisation.latin, country: organisation.country }]
			const account = accountId ? accounts.get(accountId) : undefined
			return [id, { name: { fr: account?.name ?? personName ?? '' }, latin: account?.latinName ?? null, country: null }]
		})
	)
}

/** Whom the letters of an award go to: the leads of the organisation, or the person. Contact data: for verbs that have asked. */
export async function recipientsOfAward(
	ctx: Ctx,
	{ organisationId, accountId }: Pick<Award, 'organisationId' | 'accountId'>
): Promise<Contact[]> {
	if (organisationId) return contactsOf(ctx, organisationId)
	const account = accountId ? (await accountsById(ctx, [accountId])).get(accountId) : undefined
	return account ? [{ accountId: account.id, email: account.email, locale: account.locale as Locale, name: account.name }] : []
}
