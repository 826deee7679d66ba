import type { PersonalData } from '#modules/identity/personal-data.server'

/** What somebody told of a practice: in their export. When they leave, it stays its organisation's and no longer says who wrote it. */
export const practicesTold: PersonalData = {
	name: 'practices',
	export: (ctx, accountId) =>
		ctx.db
			.selectFrom('practice')
			.select(['reference', 'title', 'problem', 'solution', 'actors', 'cost', 'results', 'conditions', 'status', 'createdAt'])
			.where('accountId', '=', accountId)
			.orderBy('createdAt')
			.orderBy('id')
			.execute(),
	async erase(ctx, { id }) {
		await ctx.db.updateTable('practice').set({ accountId: null }).where('accountId', '=', id).execute()
		await ctx.db.updateTable('practice').set({ checkedBy: null }).where('checkedBy', '=', id).execute()
		await ctx.db.updateTable('practice').set({ publishedBy: null }).where('publishedBy', '=', id).execute()
	}
}
