import type { MergeMover } from '#modules/network/merges.server'
import { organisationsById } from '#modules/network/organisations.server'
import type { Ctx } from '#platform/ctx'
import { indexListing } from './indexing.server.ts'
import { listings } from './listing-rows.server.ts'

/** The offers and needs of an organisation that is merged become the kept one's, in its country and under its name. */
export const movedListings: MergeMover = {
	name: 'listings',
	move: async (ctx, { from, to }) => ({ from, ids: await moveListings(ctx, from, to) }),
	async undo(ctx, data) {
		const { from, ids } = data as { from: string; ids: string[] }
		await take(ctx, ids, from)
	}
}

async function moveListings(ctx: Ctx, from: string, to: string): Promise<string[]> {
	const rows = await listings(ctx).where('organisationId', '=', from).orderBy('id').forUpdate().execute()
	const ids = rows.map(({ id }) => id)
	await take(ctx, ids, to)
	return ids
}

async function take(ctx: Ctx, ids: string[], organisationId: string) {
	if (ids.length === 0) return
	const organisation = (await organisationsById(ctx, [organisationId])).get(organisationId)
	if (!organisation) return
	await ctx.db
		.updateTable('listing')
		.set((eb) => ({ organisationId, country: organisation.country, version: eb('version', '+', 1) }))
		.where('id', 'in', ids)
		.execute()
	for (const listing of await listings(ctx).where('id', 'in', ids).where('status', '=', 'published').execute())
		await indexListing(ctx, listing)
}
