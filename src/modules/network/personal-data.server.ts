import { sql } from 'kysely'
import { addressPattern, takeAddressOut, type PersonalData } from '#modules/identity/personal-data.server'
import type { Ctx } from '#platform/ctx'
import { entriesOf, eraseContact } from './contact-erasure.server.ts'
import { forgetInImports } from './import-retention.server.ts'

/** What the network holds of an account's holder: their entry, posts and claims. Erased, the posts stay without a name. */
export const networkEntry: PersonalData = {
	name: 'network',
	export: async (ctx, accountId) => ({
		entry:
			(await ctx.db
				.selectFrom('person')
				.select(['name', 'latin', 'country', 'territory', 'email', 'phone', 'function', 'expertise', 'themes', 'languages'])
				.select(['isExpert', 'visibility', 'awayFrom', 'awayUntil', 'createdAt', 'updatedAt'])
				.where('accountId', '=', accountId)
				.executeTakeFirst()) ?? null,
		memberships: await ctx.db
			.selectFrom('membership')
			.innerJoin('person', 'person.id', 'membership.personId')
			.innerJoin('organisation', 'organisation.id', 'membership.organisationId')
			.select(['organisation.name', 'membership.role', 'membership.function', 'membership.since', 'membership.until'])
			.where('person.accountId', '=', accountId)
			.orderBy('membership.createdAt')
			.execute(),
		claims: await ctx.db
			.selectFrom('claim')
			.innerJoin('organisation', 'organisation.id', 'claim.organisationId')
			.select(['organisation.name', 'claim.function', 'claim.message', 'claim.status', 'claim.reason', 'claim.askedAt'])
			.where('claim.accountId', '=', accountId)
			.orderBy('claim.askedAt')
			.execute()
	}),
	async erase(ctx, account) {
		await ctx.db.deleteFrom('claim').where('accountId', '=', account.id).execute()
		for (const personId of await entriesOf(ctx, account)) await eraseContact(ctx, personId)
		await forgetAddress(ctx, account.email)
	}
}

/** An address typed as another's or an organisation's, and what files brought of it. */
async function forgetAddress(ctx: Ctx, email: string) {
	for (const table of ['person', 'organisation'] as const)
		await ctx.db.updateTable(table).set({ email: null }).where('email', '=', email).execute()
	await takeAddressOut(ctx, email, { claim: ['message', 'reason'] })
	await forgetInImports(ctx, email)
	const pattern = addressPattern(email)
	// A merge that is undone must not bring the address back.
	await ctx.db
		.updateTable('merge')
		.set({ undo: sql<string>`regexp_replace(undo::text, ${`"${pattern}"`}, 'null', 'gi')::jsonb` })
		.where(sql<boolean>`undo::text ~* ${pattern}`)
		.execute()
}
