import { v7 as uuidv7 } from 'uuid'
import { expect } from 'vitest'
import { buildRunning, stored } from '#test/awards'
import { ownHome, test } from '#test/support'
import type { Ctx } from '#platform/ctx'
import { forgetBankDetails } from './retention.server.ts'

ownHome()
const IBAN = 'BG80BNBG96611020345678'

async function buildPaid(ctx: Ctx, closedAt: Date | null) {
	const { id } = await buildRunning(ctx)
	await ctx.db
		.insertInto('bankAccount')
		.values({ id: uuidv7(), awardId: id, iban: IBAN, holder: 'Сдружение Пример', givenAt: ctx.now })
		.execute()
	await ctx.db.updateTable('instalment').set({ iban: IBAN }).where('awardId', '=', id).execute()
	await ctx.db.updateTable('award').set({ closedAt }).where('id', '=', id).execute()
	return id
}

test('the accounts an award was paid to are forgotten once it has been closed that long; amounts and references stay', async ({
	ctx
}) => {
	const before = new Date(ctx.now.getTime() - 1000)
	const old = await buildPaid(ctx, new Date(before.getTime() - 1))
	const young = await buildPaid(ctx, before)
	const running = await buildPaid(ctx, null)
	const paid = await stored(ctx, old)
	expect(await forgetBankDetails(ctx, before)).toBe(1)
	const holding = await ctx.db.selectFrom('bankAccount').select('awardId').where('awardId', 'in', [old, young, running]).execute()
	expect(holding.map(({ awardId }) => awardId).sort()).toEqual([young, running].sort())
	expect(await stored(ctx, old)).toEqual(paid.map((instalment) => ({ ...instalment, iban: null })))
	expect((await stored(ctx, young)).every(({ iban }) => iban === IBAN)).toBe(true)
	expect(await forgetBankDetails(ctx, before)).toBe(0)
})
