import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { writeOutcomeAsked } from './introduction-mails.server.ts'
import type { IntroductionRow } from './parties.server.ts'

/** Writes to each side that has not said so yet, and asks what came of it: once. The row is locked by the caller. */
export async function askForOutcome(ctx: Ctx, row: IntroductionRow): Promise<void> {
	if (row.outcomeAskedAt !== null) return
	const said = await ctx.db.selectFrom('introductionOutcome').select('side').where('introductionId', '=', row.id).execute()
	await ctx.db.updateTable('introduction').set({ outcomeAskedAt: ctx.now }).where('id', '=', row.id).execute()
	await audit(ctx, 'introduction.outcome-asked', `introduction:${row.id}`)
	for (const side of ['from', 'to'] as const)
		if (!said.some((answer) => answer.side === side)) await writeOutcomeAsked(ctx, row, side)
}
