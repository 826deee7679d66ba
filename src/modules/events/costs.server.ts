import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { notFound, RuleBroken } from '#platform/errors'
import { readEvent, refOfEvent } from './event-rows.server.ts'
import { workingOn } from './visit-rows.server.ts'
import { costPayers, MOST_COSTS, type CostCategory, type CostInput, type CostPayer } from './visit-schema.ts'

/** What the visit costs, planned and in fact, in cents, and what each party bears. Whole sums only of lines that are known. For the office. */
export async function listCosts(ctx: Ctx, eventId: string) {
	await readEvent(ctx, eventId)
	const rows = await ctx.db
		.selectFrom('visitCost')
		.selectAll()
		.where('eventId', '=', eventId)
		.orderBy('position')
		.orderBy('id')
		.execute()
	const costs = rows.map((row) => ({
		id: row.id,
		label: row.label,
		category: row.category as CostCategory,
		payer: row.payer as CostPayer,
		planned: Number(row.plannedCents),
		actual: row.actualCents === null ? null : Number(row.actualCents)
	}))
	const total = (of: typeof costs) => ({
		planned: of.reduce((sum, { planned }) => sum + planned, 0),
		actual: of.reduce((sum, { actual }) => sum + (actual ?? 0), 0)
	})
	return {
		costs,
		total: total(costs),
		byPayer: costPayers
			.map((payer) => ({ payer, ...total(costs.filter((cost) => cost.payer === payer)) }))
			.filter(({ planned, actual }) => planned + actual > 0)
	}
}

/** Returns the line's id. */
export async function addCost(
	ctx: Ctx,
	eventId: string,
	{ category, label, payer, planned, actual }: CostInput
): Promise<string> {
	return workingOn(ctx, eventId, 'run', async (ctx) => {
		const { count } = await ctx.db
			.selectFrom('visitCost')
			.select(({ fn }) => fn.countAll<number>().as('count'))
			.where('eventId', '=', eventId)
			.executeTakeFirstOrThrow()
		if (count >= MOST_COSTS) throw new RuleBroken('error.event.too_many', null, { count: MOST_COSTS })
		const id = uuidv7()
		await ctx.db
			.insertInto('visitCost')
			.values({ id, eventId, category, label: label ?? '', payer, plannedCents: planned, actualCents: actual, position: count })
			.execute()
		await audit(ctx, 'visit.cost-added', refOfEvent(eventId), { cost: id, category, payer, planned })
		return id
	})
}

/** What it came to in fact; null while nobody knows. */
export async function recordCost(
	ctx: Ctx,
	eventId: string,
	{ id, actual }: { id: string; actual: number | null }
): Promise<void> {
	await workingOn(ctx, eventId, 'run', async (ctx) => {
		const { numUpdatedRows } = await ctx.db
			.updateTable('visitCost')
			.set({ actualCents: actual })
			.where('id', '=', id)
			.where('eventId', '=', eventId)
			.executeTakeFirst()
		if (numUpdatedRows === 0n) return notFound()
		await audit(ctx, 'visit.cost-recorded', refOfEvent(eventId), { cost: id, actual })
	})
}

export async function removeCost(ctx: Ctx, eventId: string, id: string): Promise<void> {
	await workingOn(ctx, eventId, 'run', async (ctx) => {
		const { numDeletedRows } = await ctx.db
			.deleteFrom('visitCost')
			.where('id', '=', id)
			.where('eventId', '=', eventId)
			.executeTakeFirst()
		if (numDeletedRows === 0n) return notFound()
		await audit(ctx, 'visit.cost-removed', refOfEvent(eventId), { cost: id })
	})
}
