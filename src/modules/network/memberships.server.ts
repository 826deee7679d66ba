import { sql } from 'kysely'
import { z } from 'zod'
import { fold } from '#engines/text/fold'
import { audit } from '#platform/audit.server'
import { localDate } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, onConstraint, RuleBroken } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import { programme } from '#programme/programme'
import { getOrganisation, lockOrganisation } from './organisations.server.ts'
import { mayCorrectOrganisation, mayKeepNetwork, mayReadNetwork } from './policy.ts'
import type { MembershipInput } from './schema.ts'
import { standIn } from './standings.server.ts'

onConstraint('membership_order_check', 'error.network.until', 'until')

/** An entry by its id, or by a name that no other has. */
async function findPerson(ctx: Ctx, said: string) {
	const found = await ctx.db
		.selectFrom('person')
		.select(['id', 'accountId'])
		.where('status', '=', 'listed')
		.where((eb) => (z.uuid().safeParse(said).success ? eb('id', '=', said) : sql<boolean>`keys && ${[fold(said)]}::text[]`))
		.limit(2)
		.execute()
	if (found.length === 0) throw new RuleBroken('error.network.person_unknown', 'person', {}, 422)
	if (found.length > 1) throw new RuleBroken('error.network.person_many', 'person', {}, 422)
	return found[0]!
}

/**
 * The staff record that somebody of the network stands in an organisation. RuleBroken `error.network.person_unknown`,
 * `person_many` (field `person`), `error.network.stands_already`, or `error.network.lead_account` for a lead without account.
 */
export async function addMembership(ctx: Ctx, organisationId: string, input: MembershipInput) {
	authorize(mayKeepNetwork(ctx.actor))
	await transact(ctx, async (ctx) => {
		const organisation = await lockOrganisation(ctx, organisationId)
		if (organisation.status === 'merged') throw new RuleBroken('error.network.merged')
		const person = await findPerson(ctx, input.person)
		if (input.role === 'lead' && person.accountId === null) throw new RuleBroken('error.network.lead_account', 'role', {}, 422)
		const standing = await ctx.db
			.selectFrom('membership')
			.select('id')
			.where('personId', '=', person.id)
			.where('organisationId', '=', organisationId)
			.where('until', 'is', null)
			.executeTakeFirst()
		if (standing) throw new RuleBroken('error.network.stands_already', 'person')
		const { role, since } = input
		await standIn(ctx, { personId: person.id, organisationId, role, function: input.function, since })
		await audit(ctx, 'membership.begun', `organisation:${organisationId}`, { person: person.id, role })
	})
}

/** A standing membership for a verb to decide on: its organisation is locked first, as every verb does. */
async function lockMembership(ctx: Ctx, membershipId: string) {
	const { organisationId } =
		(await ctx.db.selectFrom('membership').select('organisationId').where('id', '=', membershipId).executeTakeFirst()) ??
		notFound()
	const organisation = await lockOrganisation(ctx, organisationId)
	const membership = await ctx.db
		.selectFrom('membership')
		.innerJoin('person', 'person.id', 'membership.personId')
		.select(['membership.id', 'membership.role', 'membership.since', 'membership.until', 'personId', 'person.accountId'])
		.where('membership.id', '=', membershipId)
		.forUpdate('membership')
		.executeTakeFirst()
	if (!membership) return notFound()
	return { ...membership, organisation }
}

/**
 * Somebody leaves: the person, a lead of the organisation, or the staff say so. The post stays in the history. `until` is
 * the day, today when null; a day to come is refused (`error.network.day_to_come`). RuleBroken `error.network.ended` twice.
 */
export async function endMembership(ctx: Ctx, membershipId: string, until: string | null) {
	authorize(ctx.actor !== null)
	const { accountId } = ctx.actor
	await transact(ctx, async (ctx) => {
		const { organisation, ...membership } = await lockMembership(ctx, membershipId)
		const own = membership.accountId === accountId
		authorize(own || mayCorrectOrganisation(ctx.actor, organisation, organisation.standing))
		if (membership.until) throw new RuleBroken('error.network.ended')
		const today = localDate(ctx.now, programme.timeZone)
		const day = until ?? today
		if (day > today) throw new RuleBroken('error.network.day_to_come', 'until', {}, 422)
		if (membership.since && membership.since > day) throw new RuleBroken('error.network.until', 'until', {}, 422)
		await ctx.db.updateTable('membership').set({ until: day }).where('id', '=', membershipId).execute()
		await audit(ctx, 'membership.ended', `organisation:${organisation.id}`, { person: membership.personId })
	})
}

/** The person, a lead of the organisation, or the staff correct what the person does there. RuleBroken `error.network.ended`. */
export async function correctFunction(ctx: Ctx, membershipId: string, text: Localized) {
	authorize(ctx.actor !== null)
	const { accountId } = ctx.actor
	await transact(ctx, async (ctx) => {
		const { organisation, ...membership } = await lockMembership(ctx, membershipId)
		const own = membership.accountId === accountId
		authorize(own || mayCorrectOrganisation(ctx.actor, organisation, organisation.standing))
		if (membership.until) throw new RuleBroken('error.network.ended')
		await ctx.db
			.updateTable('membership')
			.set({ function: JSON.stringify(text) })
			.where('id', '=', membershipId)
			.execute()
		await audit(ctx, 'membership.corrected', `organisation:${organisation.id}`, { person: membership.personId })
	})
}

/** A lead of the organisation, or the staff, let a member lead it too, or no longer. RuleBroken `error.network.lead_account`. */
export async function setMembershipRole(ctx: Ctx, membershipId: string, role: 'member' | 'lead') {
	authorize(ctx.actor !== null)
	await transact(ctx, async (ctx) => {
		const { organisation, ...membership } = await lockMembership(ctx, membershipId)
		authorize(mayCorrectOrganisation(ctx.actor, organisation, organisation.standing))
		if (membership.until) throw new RuleBroken('error.network.ended')
		if (role === 'lead' && membership.accountId === null) throw new RuleBroken('error.network.lead_account')
		if (membership.role === role) return
		await ctx.db.updateTable('membership').set({ role }).where('id', '=', membershipId).execute()
		await audit(ctx, 'membership.corrected', `organisation:${organisation.id}`, { person: membership.personId, role })
	})
}

/**
 * Who stands or stood in an organisation, standing first, for those who may read it: the staff and who stands in it. For
 * other readers an empty list. Contact data is not in it.
 */
export async function peopleOf(ctx: Ctx, organisationId: string) {
	const organisation = await getOrganisation(ctx, organisationId)
	if (!organisation.standing && !mayReadNetwork(ctx.actor)) return []
	const rows = await ctx.db
		.selectFrom('membership')
		.innerJoin('person', 'person.id', 'membership.personId')
		.select(['membership.id', 'membership.role', 'membership.function', 'membership.since', 'membership.until'])
		.select(['person.id as personId', 'person.name', 'person.latin', 'person.accountId'])
		.where('membership.organisationId', '=', organisation.id)
		.where('person.status', '<>', 'merged')
		.orderBy('membership.until', (order) => order.desc().nullsFirst())
		.orderBy('person.sortKey')
		.orderBy('membership.id')
		.limit(200)
		.execute()
	return rows.map(({ accountId, ...row }) => ({
		...row,
		role: row.role as 'member' | 'lead',
		signsIn: accountId !== null,
		own: accountId !== null && accountId === ctx.actor?.accountId
	}))
}
