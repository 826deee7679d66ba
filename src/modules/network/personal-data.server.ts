import type { PersonalData } from '#modules/identity/personal-data.server'
import { eraseContact } from './contact-erasure.server.ts'

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
	async erase(ctx, { id }) {
		const person = await ctx.db.selectFrom('person').select('id').where('accountId', '=', id).executeTakeFirst()
		await ctx.db.deleteFrom('claim').where('accountId', '=', id).execute()
		if (!person) return
		await eraseContact(ctx, person.id)
	}
}
