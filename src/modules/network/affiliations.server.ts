import { sql } from 'kysely'
import type { Ctx } from '#platform/ctx'

/** What somebody's own entry says of them, and the organisations they stand in now or stood in once. */
export type Affiliation = {
	themes: string[]
	languages: string[]
	territory: string | null
	organisations: { id: string; standing: boolean }[]
}

/**
 * What ties accounts to organisations, by account; who has no entry is not in it. Merged organisations go by the one that is
 * left. For checks made on behalf of somebody who is not asking: asks no permission. Two queries.
 */
export async function affiliationsOf(ctx: Ctx, accountIds: readonly string[]): Promise<Map<string, Affiliation>> {
	const ids = sql<string>`any(${[...new Set(accountIds)]}::uuid[])`
	const people = await ctx.db
		.selectFrom('person')
		.select(['accountId', 'themes', 'languages', 'territory'])
		.where('accountId', '=', ids)
		.execute()
	const found = new Map(
		people.map(({ accountId, ...entry }) => [accountId!, { ...entry, organisations: [] as Affiliation['organisations'] }])
	)
	const rows = await ctx.db
		.selectFrom('membership')
		.innerJoin('person', 'person.id', 'membership.personId')
		.innerJoin('organisation', 'organisation.id', 'membership.organisationId')
		.select(['person.accountId', 'membership.until'])
		.select((eb) => eb.fn.coalesce('organisation.mergedInto', 'organisation.id').as('organisationId'))
		.where('person.accountId', '=', ids)
		.execute()
	for (const { accountId, until, organisationId } of rows)
		found.get(accountId!)?.organisations.push({ id: organisationId, standing: until === null })
	return found
}

/** Mail addresses and websites of organisations, by the id asked for: for checks, never to be shown. */
export async function addressesOf(ctx: Ctx, organisationIds: readonly string[]) {
	const rows = await ctx.db
		.selectFrom('organisation as asked')
		.innerJoin('organisation', (join) => join.on(sql<boolean>`organisation.id = coalesce(asked.merged_into, asked.id)`))
		.select(['asked.id', 'organisation.id as standingId', 'organisation.email', 'organisation.website'])
		.select(['organisation.name', 'organisation.latin', 'organisation.acronyms', 'organisation.otherNames'])
		.select(['organisation.themes', 'organisation.territory', 'organisation.country'])
		.where('asked.id', '=', sql<string>`any(${[...new Set(organisationIds)]}::uuid[])`)
		.execute()
	return new Map(rows.map((row) => [row.id, row]))
}
