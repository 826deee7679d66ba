import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { refOfCall, type Call } from './call-rows.server.ts'
import { recordReplacement } from './record-steps.server.ts'
import { applicationName, evaluatorName } from './record-names.ts'

/**
 * Takes files from an evaluator: one application's, or all of theirs. What was drafted is erased with it. A card that is
 * submitted goes too where a conflict came to light, as long as nobody has seen it: it stays sealed in the record and does
 * not count; once cards are disclosed it stands, and the panel is told. `reason` stays in the office; `told` is what the
 * public record says. Returns how many. Part of the verbs that decide it.
 */
export async function recuse(
	ctx: Ctx,
	call: Call,
	recusal: { evaluatorId: string; applicationId?: string; reason: string; conflict: boolean; told: string }
): Promise<number> {
	const { evaluatorId, applicationId, reason, conflict, told } = recusal
	const rows = await ctx.db
		.selectFrom('review')
		.innerJoin('application', 'application.id', 'review.applicationId')
		.innerJoin('evaluator', 'evaluator.id', 'review.evaluatorId')
		.select(['review.id', 'application.reference', 'evaluator.number'])
		.where('review.evaluatorId', '=', evaluatorId)
		.where('review.status', 'in', conflict && !call.disclosedAt ? ['assigned', 'begun', 'submitted'] : ['assigned', 'begun'])
		.$if(applicationId !== undefined, (query) => query.where('review.applicationId', '=', applicationId!))
		.orderBy('application.reference')
		.forUpdate('review')
		.execute()
	for (const { id, reference, number } of rows) {
		await ctx.db
			.updateTable('review')
			.set((eb) => ({
				status: 'recused',
				scores: '{}',
				comment: '',
				recusedAt: ctx.now,
				recuseReason: reason,
				version: eb('version', '+', 1)
			}))
			.where('id', '=', id)
			.execute()
		await audit(ctx, 'review.recused', refOfCall(call.id), { review: id, evaluator: evaluatorId })
		await recordReplacement(ctx, call.id, {
			application: applicationName({ reference }),
			from: evaluatorName({ number }),
			reason: told,
			recused: conflict
		})
	}
	return rows.length
}
