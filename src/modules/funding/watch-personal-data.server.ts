import type { PersonalData } from '#modules/identity/personal-data.server'

/** What an account watches and plans: in their export, gone with their account, and the letters about it too. */
export const watchData: PersonalData = {
	name: 'funding',
	export: async (ctx, accountId) => ({
		watches: await ctx.db
			.selectFrom('watch')
			.select(['name', 'filters', 'rhythm', 'lookedAt', 'stoppedAt', 'createdAt'])
			.where('accountId', '=', accountId)
			.orderBy('createdAt')
			.execute(),
		plans: await ctx.db
			.selectFrom('financingPlan')
			.select(['title', 'input', 'createdAt', 'updatedAt'])
			.where('accountId', '=', accountId)
			.orderBy('createdAt')
			.execute()
	}),
	async erase(ctx, { id, email }) {
		await ctx.db.deleteFrom('watch').where('accountId', '=', id).execute()
		await ctx.db.deleteFrom('financingPlan').where('accountId', '=', id).execute()
		await ctx.db.deleteFrom('mail').where('kind', '=', 'funding.alert').where('toAddress', '=', email).execute()
	}
}
