import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { writeToleranceLeft } from './award-mails.server.ts'
import { refOfAward, type Award } from './award-rows.server.ts'
import { executionOf } from './budgets.server.ts'

/**
 * Looks whether a line, or the part the award pays, has left what the agreement tolerates; the first time it has, the holder
 * is written to and the office sees it waiting until an amendment or a review brings it back. Part of filing and accepting a
 * report and of signing an amendment; asks no permission. The award is locked by the caller.
 */
export async function watchTolerance(ctx: Ctx, award: Award): Promise<void> {
	const { lines, rateLeft } = await executionOf(ctx, award)
	const over = lines.filter((line) => line.side === 'expense' && line.over)
	const left = over.length > 0 || rateLeft
	if (left === (award.alertedAt !== null)) return
	await ctx.db
		.updateTable('award')
		.set({ alertedAt: left ? ctx.now : null })
		.where('id', '=', award.id)
		.execute()
	await audit(ctx, left ? 'award.tolerance-left' : 'award.tolerance-kept', refOfAward(award.id), {
		lines: over.map(({ category, label }) => ({ category, label })),
		rate: rateLeft
	})
	if (left) await writeToleranceLeft(ctx, award, over.length)
}
