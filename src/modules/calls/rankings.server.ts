import type { Ctx } from '#platform/ctx'
import { RuleBroken } from '#platform/errors'
import { officeCall } from './evaluation-rows.server.ts'
import { rankStanding, type CallRanking } from './panel-ranking.server.ts'

/**
 * The ranking of a call: weighted scores and thresholds as the record holds them, the calibrated score beside the raw one,
 * outliers, agreement, and what separated equals. For the office once the reviews are disclosed; RuleBroken
 * `error.evaluation.not_disclosed` before. 404 outside.
 */
export async function rankingOf(ctx: Ctx, callId: string): Promise<CallRanking> {
	const call = await officeCall(ctx, callId)
	if (!call.disclosedAt) throw new RuleBroken('error.evaluation.not_disclosed')
	return rankStanding(ctx, call)
}
