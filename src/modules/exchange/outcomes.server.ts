import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, RuleBroken } from '#platform/errors'
import { introductionPolicy } from './introduction-policy.ts'
import type { Outcome } from './introduction-schema.ts'
import { mayHaveOutcome } from './introduction-workflow.ts'
import { loadIntroduction } from './introductions.server.ts'

/**
 * A lead says what came of an introduction, for its own side; the other side does not read it. Said again, it replaces what
 * was said before. `satisfaction` is 1 to 5. Throws RuleBroken `error.exchange.no_outcome_yet`.
 */
export async function sayOutcome(
	ctx: Ctx,
	introductionId: string,
	{ outcome, satisfaction, note }: { outcome: Outcome; satisfaction: number; note: string }
) {
	await transact(ctx, async (ctx) => {
		const { row, standings, side } = await loadIntroduction(ctx, introductionId, { lock: true })
		authorize(side !== null && introductionPolicy.speakFor(ctx.actor, standings[side]))
		if (!mayHaveOutcome(row.status)) throw new RuleBroken('error.exchange.no_outcome_yet')
		const said = { outcome, satisfaction, note, saidAt: ctx.now }
		await ctx.db
			.insertInto('introductionOutcome')
			.values({ introductionId, side, ...said })
			.onConflict((conflict) => conflict.constraint('introduction_outcome_pk').doUpdateSet(said))
			.execute()
		await audit(ctx, 'introduction.outcome-said', `introduction:${introductionId}`, { side, outcome, satisfaction })
	})
}
