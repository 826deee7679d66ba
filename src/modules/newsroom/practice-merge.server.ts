import type { MergeMover } from '#modules/network/merges.server'
import type { Ctx } from '#platform/ctx'
import { indexPractice } from './practice-indexing.server.ts'

/** The practices of an organisation that is merged become the kept one's. */
export const movedPractices: MergeMover = {
	name: 'practices',
	async move(ctx, { from, to }) {
		const rows = await ctx.db.selectFrom('practice').select('id').where('organisationId', '=', from).forUpdate().execute()
		const ids = rows.map(({ id }) => id)
		await give(ctx, ids, to)
		return { from, ids }
	},
	async undo(ctx, data) {
		const { from, ids } = data as { from: string; ids: string[] }
		await give(ctx, ids, from)
	}
}

async function give(ctx: Ctx, ids: string[], organisationId: string) {
	for (const id of ids) {
		await ctx.db.updateTable('practice').set({ organisationId }).where('id', '=', id).execute()
		await indexPractice(ctx, id)
	}
}
