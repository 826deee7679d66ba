import type { MergeMover } from '#modules/network/merges.server'
import type { Ctx } from '#platform/ctx'

type Moved = {
	from: string
	to: string
	asked: string[]
	received: string[]
	ended: { id: string; status: string }[]
	blocks: { organisationId: string; blockedId: string; madeAt: string; madeBy: string | null }[]
	blocked: string[]
	blocking: string[]
}

/**
 * Introductions and blocks of an organisation merged into another go with it. One between the two has no second side any
 * more, and a second one with the same third would stand twice: the first is left where it is and both kinds are ended.
 */
export const introductionMerge: MergeMover = {
	name: 'introductions',
	async move(ctx, { from, to }): Promise<Moved> {
		const rows = await ctx.db
			.selectFrom('introduction')
			.select(['id', 'fromOrganisation', 'toOrganisation', 'status', 'veiled', 'listingId'])
			.where((eb) => eb.or([eb('fromOrganisation', 'in', [from, to]), eb('toOrganisation', 'in', [from, to])]))
			.orderBy('askedAt')
			.forUpdate()
			.execute()
		const isOne = (id: string) => id === from || id === to
		const stands = (status: string) => status === 'asked' || status === 'accepted'
		const moved: Moved = { from, to, asked: [], received: [], ended: [], blocks: [], blocked: [], blocking: [] }
		const standing = new Set<string>()
		// The kept organisation's own come first: they stand as they did.
		rows.sort(
			(a, b) =>
				Number(a.fromOrganisation === from || a.toOrganisation === from) -
				Number(b.fromOrganisation === from || b.toOrganisation === from)
		)
		for (const row of rows) {
			const between = isOne(row.fromOrganisation) && isOne(row.toOrganisation)
			const third = isOne(row.fromOrganisation) ? row.toOrganisation : row.fromOrganisation
			const pair = row.veiled ? `${isOne(row.fromOrganisation) ? 'own' : third}:${row.listingId}` : third
			if (stands(row.status) && (between || standing.has(pair))) {
				await ctx.db
					.updateTable('introduction')
					.set({ status: row.status === 'asked' ? 'withdrawn' : 'closed', endedAt: ctx.now, endedBy: 'service' })
					.where('id', '=', row.id)
					.execute()
				moved.ended.push({ id: row.id, status: row.status })
			} else if (stands(row.status)) standing.add(pair)
			if (between) continue
			if (row.fromOrganisation === from) moved.asked.push(row.id)
			if (row.toOrganisation === from) moved.received.push(row.id)
		}
		await point(ctx, 'fromOrganisation', moved.asked, to)
		await point(ctx, 'toOrganisation', moved.received, to)
		const blocks = await ctx.db
			.deleteFrom('exchangeBlock')
			.where((eb) => eb.or([eb('organisationId', '=', from), eb('blockedId', '=', from)]))
			.returningAll()
			.execute()
		for (const block of blocks) {
			moved.blocks.push({ ...block, madeAt: block.madeAt.toISOString() })
			const organisationId = block.organisationId === from ? to : block.organisationId
			const blockedId = block.blockedId === from ? to : block.blockedId
			if (organisationId === blockedId) continue
			const made = await ctx.db
				.insertInto('exchangeBlock')
				.values({ ...block, organisationId, blockedId })
				.onConflict((conflict) => conflict.constraint('exchange_block_pk').doNothing())
				.returning('madeAt')
				.executeTakeFirst()
			if (made)
				(block.organisationId === from ? moved.blocked : moved.blocking).push(
					block.organisationId === from ? blockedId : organisationId
				)
		}
		return moved
	},
	async undo(ctx, data) {
		const { from, to, asked, received, ended, blocks, blocked, blocking } = data as Moved
		await point(ctx, 'fromOrganisation', asked, from)
		await point(ctx, 'toOrganisation', received, from)
		for (const { id, status } of ended)
			await ctx.db.updateTable('introduction').set({ status, endedAt: null, endedBy: null }).where('id', '=', id).execute()
		if (blocked.length)
			await ctx.db.deleteFrom('exchangeBlock').where('organisationId', '=', to).where('blockedId', 'in', blocked).execute()
		if (blocking.length)
			await ctx.db.deleteFrom('exchangeBlock').where('blockedId', '=', to).where('organisationId', 'in', blocking).execute()
		for (const block of blocks)
			await ctx.db
				.insertInto('exchangeBlock')
				.values({ ...block, madeAt: new Date(block.madeAt) })
				.onConflict((conflict) => conflict.constraint('exchange_block_pk').doNothing())
				.execute()
	}
}

async function point(ctx: Ctx, column: 'fromOrganisation' | 'toOrganisation', ids: string[], organisationId: string) {
	if (ids.length)
		await ctx.db
			.updateTable('introduction')
			.set({ [column]: organisationId })
			.where('id', 'in', ids)
			.execute()
}
