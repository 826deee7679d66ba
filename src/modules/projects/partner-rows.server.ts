import { sql } from 'kysely'
import { organisationsById } from '#modules/network/organisations.server'
import type { Ctx } from '#platform/ctx'
import type { Localized } from '#platform/i18n'
import type { PartnerRole } from './schema.ts'

export type Partner = {
	projectId: string
	organisationId: string
	role: PartnerRole
	name: Localized
	latin: string | null
	kind: string
	country: string
	territory: string | null
	place: string | null
	/** Only a listed one is shown on the portal. */
	status: string
}

/** Who carries these projects, the lead first. Two queries for any number of projects. Asks no permission. */
export async function partnersOfAll(ctx: Ctx, projectIds: readonly string[]): Promise<Map<string, Partner[]>> {
	if (projectIds.length === 0) return new Map()
	const rows = await ctx.db
		.selectFrom('projectPartner')
		.selectAll()
		.where('projectId', '=', sql<string>`any(${[...projectIds]}::uuid[])`)
		.orderBy(sql`role <> 'lead'`)
		.orderBy('position')
		.orderBy('organisationId')
		.execute()
	const organisations = await organisationsById(ctx, [...new Set(rows.map(({ organisationId }) => organisationId))])
	const partners = rows.flatMap(({ projectId, organisationId, role }) => {
		const found = organisations.get(organisationId)
		if (!found) return []
		const { name, latin, kind, country, territory, place, status } = found
		return [
			{
				projectId,
				organisationId: found.id,
				role: role as PartnerRole,
				name: name as Localized,
				latin,
				kind,
				country,
				territory,
				place,
				status
			}
		]
	})
	return Map.groupBy(partners, ({ projectId }) => projectId)
}

export const partnersOf = async (ctx: Ctx, projectId: string): Promise<Partner[]> =>
	(await partnersOfAll(ctx, [projectId])).get(projectId) ?? []

/** Writes partners in the order given. Asks no permission; the verbs that call it have. */
export async function addPartners(ctx: Ctx, projectId: string, partners: { organisationId: string; role: PartnerRole }[]) {
	if (partners.some(({ role }) => role === 'lead'))
		await ctx.db
			.updateTable('projectPartner')
			.set({ role: 'partner' })
			.where('projectId', '=', projectId)
			.where('role', '=', 'lead')
			.execute()
	for (const { organisationId, role } of partners)
		await ctx.db
			.insertInto('projectPartner')
			.values((eb) => ({
				projectId,
				organisationId,
				role,
				position: eb
					.selectFrom('projectPartner as before')
					.select(sql<number>`coalesce(max(before.position), 0) + 1`.as('next'))
					.where('before.projectId', '=', projectId)
			}))
			.onConflict((conflict) => conflict.columns(['projectId', 'organisationId']).doUpdateSet({ role }))
			.execute()
}
