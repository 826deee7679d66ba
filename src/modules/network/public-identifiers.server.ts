import { sql } from 'kysely'
import type { Ctx } from '#platform/ctx'

export type PublicIdentifier = { scheme: string; value: string }

/** The numbers of listed organisations in the public registers, by organisation. One query; one not listed has none. */
export async function publicIdentifiers(ctx: Ctx, ids: readonly string[]): Promise<Map<string, PublicIdentifier[]>> {
	if (ids.length === 0) return new Map()
	const rows = await ctx.db
		.selectFrom('organisationIdentifier')
		.innerJoin('organisation', 'organisation.id', 'organisationIdentifier.organisationId')
		.select(['organisationId', 'scheme', 'value'])
		.where('organisationId', '=', sql<string>`any(${[...new Set(ids)]}::uuid[])`)
		.where('organisation.status', '=', 'listed')
		.where('scheme', 'in', ['eik', 'siren', 'siret', 'rna'])
		.orderBy('scheme')
		.orderBy('value')
		.execute()
	return new Map(
		[...Map.groupBy(rows, ({ organisationId }) => organisationId)].map(([id, each]) => [
			id,
			each.map(({ scheme, value }) => ({ scheme, value }))
		])
	)
}
