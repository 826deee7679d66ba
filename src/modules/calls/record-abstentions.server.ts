/** What the public record says of the panel's members who left the room. */
import { createHmac } from 'node:crypto'
import type { Ctx } from '#platform/ctx'
import { secretFor } from '#platform/env'
import { calls } from './call-rows.server.ts'
import { appendLeaves, leavesOf, sealReason, type NewLeaf } from './notary.server.ts'
import { applicationName } from './record-names.ts'
import { isRecorded } from './record-steps.server.ts'

/**
 * A member of the panel under a name of this call alone: the same for each of their recusals, and nobody who lacks the
 * service's secret can tell from it who they are or that they sat in another panel.
 */
const memberName = (callId: string, accountId: string) =>
	`M-${createHmac('sha256', secretFor('panel-members')).update(`${callId} ${accountId}`).digest('hex').slice(0, 8)}`

/** Who left the room for which application, as far as it is not in the log yet. Why stays closed. A second time adds nothing. */
export async function recordAbstentions(ctx: Ctx, callId: string): Promise<void> {
	if (!(await isRecorded(ctx, callId))) return
	const { reference } = await calls(ctx).where('id', '=', callId).executeTakeFirstOrThrow()
	const told = new Set(
		(await leavesOf(ctx, callId)).flatMap(({ entry }) =>
			entry.kind === 'abstained' ? [`${entry.application}\n${entry.member}`] : []
		)
	)
	const rows = await ctx.db
		.selectFrom('panelRecusal')
		.innerJoin('panel', 'panel.id', 'panelRecusal.panelId')
		.innerJoin('application', 'application.id', 'panelRecusal.applicationId')
		.select(['panelRecusal.accountId', 'application.reference'])
		.where('panel.callId', '=', callId)
		.orderBy('panelRecusal.recusedAt')
		.orderBy('application.reference')
		.execute()
	await appendLeaves(
		ctx,
		callId,
		rows.flatMap((row): NewLeaf[] => {
			const [application, member] = [applicationName(row), memberName(callId, row.accountId)]
			if (told.has(`${application}\n${member}`)) return []
			const reason = sealReason('recusal', { open: false })
			const common = { call: reference, at: ctx.now.toISOString() }
			return [{ entry: { kind: 'abstained', ...common, application, member, reason: reason.digest }, reason }]
		})
	)
}
