import { v7 as uuidv7 } from 'uuid'
import { findAccount } from '#modules/identity/accounts.server'
import type { Ctx } from '#platform/ctx'
import type { Locale, Localized } from '#platform/i18n'
import { mayReadNetwork, type Level } from './policy.ts'
import type { OrganisationStatus } from './workflow.ts'

/** The actor's standing memberships: an entry of the network with its post, the first by name. */
const standings = (ctx: Ctx) =>
	ctx.db
		.selectFrom('membership')
		.innerJoin('person', 'person.id', 'membership.personId')
		.innerJoin('organisation', 'organisation.id', 'membership.organisationId')
		.where('person.accountId', '=', ctx.actor?.accountId ?? null)
		.where('membership.until', 'is', null)

/** The organisations the actor stands in now: proposed ones too, hidden and merged ones not. Empty for a stranger. */
export async function ownOrganisations(ctx: Ctx) {
	if (!ctx.actor) return []
	const rows = await standings(ctx)
		.where('organisation.status', 'in', ['proposed', 'listed'])
		.select(['organisation.id', 'reference', 'organisation.name', 'organisation.latin', 'organisation.country', 'kind'])
		.select(['organisation.territory', 'organisation.status', 'membership.role', 'membership.function', 'verifiedAt'])
		.orderBy('organisation.sortKey')
		.orderBy('organisation.id')
		.execute()
	return rows.map(({ verifiedAt, ...row }) => ({
		...row,
		status: row.status as OrganisationStatus,
		role: row.role as 'member' | 'lead',
		verified: verifiedAt !== null
	}))
}

/** The actor's standing membership in the organisation, or undefined. An organisation that was merged has none. */
export async function standingOf(ctx: Ctx, organisationId: string) {
	if (!ctx.actor) return undefined
	const row = await standings(ctx)
		.where('organisation.id', '=', organisationId)
		.where('organisation.status', '<>', 'merged')
		.select(['membership.id', 'membership.personId', 'membership.role', 'membership.function', 'organisation.status'])
		.executeTakeFirst()
	return row && { ...row, role: row.role as 'member' | 'lead', status: row.status as OrganisationStatus }
}

/** An account that leads an organisation, for mails. */
export type Contact = { accountId: string; email: string; locale: Locale; name: string }

/** The accounts that lead the organisation now, for mails: contact data, which the caller must have a right to. */
export async function contactsOf(ctx: Ctx, organisationId: string): Promise<Contact[]> {
	const rows = await ctx.db
		.selectFrom('membership')
		.innerJoin('person', 'person.id', 'membership.personId')
		.select('person.accountId')
		.where('membership.organisationId', '=', organisationId)
		.where('membership.role', '=', 'lead')
		.where('membership.until', 'is', null)
		.where('person.status', '=', 'listed')
		.where('person.accountId', 'is not', null)
		.orderBy('membership.createdAt')
		.execute()
	const contacts: Contact[] = []
	for (const { accountId } of rows) {
		const account = await findAccount(ctx, accountId!)
		if (account)
			contacts.push({ accountId: account.id, email: account.email, locale: account.locale as Locale, name: account.name })
	}
	return contacts
}

/** What the actor may read of the network: the staff and auditors all, who stands in a listed organisation what members do. */
export async function viewerOf(ctx: Ctx): Promise<Level> {
	if (mayReadNetwork(ctx.actor)) return 'staff'
	if (!ctx.actor) return 'public'
	const member = await standings(ctx)
		.where('organisation.status', '=', 'listed')
		.select('membership.id')
		.limit(1)
		.executeTakeFirst()
	return member ? 'members' : 'public'
}

/**
 * The person stands in the organisation from now on, or goes on standing there with the new role and function. Returns
 * the membership's id. Asks no permission; the verbs that call it have.
 */
export async function standIn(
	ctx: Ctx,
	membership: { personId: string; organisationId: string; role: 'member' | 'lead'; function: Localized; since: string | null }
): Promise<string> {
	const { role } = membership
	const text = JSON.stringify(membership.function)
	const { id } = await ctx.db
		.insertInto('membership')
		.values({ ...membership, id: uuidv7(), function: text, createdAt: ctx.now })
		.onConflict((conflict) =>
			conflict.columns(['personId', 'organisationId']).where('until', 'is', null).doUpdateSet({ role, function: text })
		)
		.returning('id')
		.executeTakeFirstOrThrow()
	return id
}
