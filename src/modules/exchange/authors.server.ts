import type { PersonalData } from '#modules/identity/personal-data.server'

/**
 * What somebody wrote in the name of an organisation: in their export. When they leave, it stays the organisation's, and
 * no longer says who drafted it.
 */
export const authoredListings: PersonalData = {
	name: 'listings',
	export: (ctx, accountId) =>
		ctx.db
			.selectFrom('listing')
			.select(['reference', 'side', 'title', 'text', 'status', 'createdAt', 'updatedAt'])
			.where('accountId', '=', accountId)
			.orderBy('createdAt')
			.orderBy('id')
			.execute(),
	async erase(ctx, { id }) {
		await ctx.db.updateTable('listing').set({ accountId: null }).where('accountId', '=', id).execute()
		await ctx.db.updateTable('listing').set({ publishedBy: null }).where('publishedBy', '=', id).execute()
	}
}
