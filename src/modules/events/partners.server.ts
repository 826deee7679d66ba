import { organisationsById } from '#modules/network/organisations.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { notFound, onConstraint, RuleBroken } from '#platform/errors'
import { readEvent, refOfEvent } from './event-rows.server.ts'
import { publicEvent } from './events.server.ts'
import { editing } from './programme.server.ts'
import { partnerRoles, type PartnerRole } from './schema.ts'

onConstraint('event_partner_pk', 'error.event.partner_twice', 'organisation')

async function partnersOf(ctx: Ctx, eventId: string) {
	const rows = await ctx.db.selectFrom('eventPartner').select(['organisationId', 'role']).where('eventId', '=', eventId).execute()
	const organisations = await organisationsById(
		ctx,
		rows.map(({ organisationId }) => organisationId)
	)
	return rows
		.flatMap(({ organisationId, role }) => {
			const organisation = organisations.get(organisationId)
			return organisation ? [{ organisationId, role: role as PartnerRole, organisation }] : []
		})
		.sort(
			(a, b) =>
				partnerRoles.indexOf(a.role) - partnerRoles.indexOf(b.role) ||
				(a.organisation.reference < b.organisation.reference ? -1 : 1)
		)
}

/** Who stands behind an event besides its services, the organisers first. For the office. */
export async function listPartners(ctx: Ctx, eventId: string) {
	await readEvent(ctx, eventId)
	return partnersOf(ctx, eventId)
}

/** The same to everybody: of an event of the agenda, and only organisations that are listed. */
export async function publicPartners(ctx: Ctx, eventId: string) {
	await publicEvent(ctx, eventId)
	return (await partnersOf(ctx, eventId))
		.filter(({ organisation }) => organisation.status === 'listed')
		.map(({ role, organisation: { id, name, latin } }) => ({ role, id, name, latin }))
}

export async function addPartner(ctx: Ctx, eventId: string, input: { organisation: string; role: PartnerRole }): Promise<void> {
	await editing(ctx, eventId, async (ctx) => {
		const organisation = (await organisationsById(ctx, [input.organisation])).get(input.organisation)
		if (!organisation || organisation.status !== 'listed')
			throw new RuleBroken('error.event.organisation', 'organisation', {}, 422)
		await ctx.db.insertInto('eventPartner').values({ eventId, organisationId: organisation.id, role: input.role }).execute()
		await audit(ctx, 'event.partner-added', refOfEvent(eventId), { organisation: organisation.id, role: input.role })
	})
}

export async function removePartner(
	ctx: Ctx,
	eventId: string,
	input: { organisation: string; role: PartnerRole }
): Promise<void> {
	await editing(ctx, eventId, async (ctx) => {
		const { numDeletedRows } = await ctx.db
			.deleteFrom('eventPartner')
			.where('eventId', '=', eventId)
			.where('organisationId', '=', input.organisation)
			.where('role', '=', input.role)
			.executeTakeFirst()
		if (numDeletedRows === 0n) return notFound()
		await audit(ctx, 'event.partner-removed', refOfEvent(eventId), { organisation: input.organisation, role: input.role })
	})
}
