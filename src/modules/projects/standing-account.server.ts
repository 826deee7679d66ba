import type { Ctx } from '#platform/ctx'

/** The account that payments of an award go to now: the one confirmed and not replaced, or null. Asks no permission. */
export async function standingAccount(ctx: Ctx, awardId: string): Promise<{ id: string; iban: string; holder: string } | null> {
	const row = await ctx.db
		.selectFrom('bankAccount')
		.select(['id', 'iban', 'holder'])
		.where('awardId', '=', awardId)
		.where('confirmedAt', 'is not', null)
		.where('replacedAt', 'is', null)
		.executeTakeFirst()
	return row ?? null
}
