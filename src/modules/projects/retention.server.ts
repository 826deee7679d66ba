import type { Ctx } from '#platform/ctx'

/** The bank details of awards closed before then: the accounts they were paid to. Amounts and references stay. Returns how many awards. */
export async function forgetBankDetails(ctx: Ctx, before: Date): Promise<number> {
	const rows = await ctx.db
		.selectFrom('award')
		.select('id')
		.where('closedAt', '<', before)
		.where((eb) => eb.exists(eb.selectFrom('bankAccount').select('bankAccount.id').whereRef('awardId', '=', 'award.id')))
		.limit(2000)
		.execute()
	const ids = rows.map(({ id }) => id)
	if (!ids.length) return 0
	await ctx.db.deleteFrom('bankAccount').where('awardId', 'in', ids).execute()
	await ctx.db.updateTable('instalment').set({ iban: null }).where('awardId', 'in', ids).execute()
	return ids.length
}
