import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { RuleBroken } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import { refOfEvent } from './event-rows.server.ts'
import { workingOn } from './visit-rows.server.ts'
import { canMoveVisit } from './visit-workflow.ts'

/**
 * What the delegation learnt, once it has set out; the first writing ends the visit, and from then its commitments are asked
 * about at three, six and twelve months. It can be written over.
 */
export async function writeDebrief(ctx: Ctx, eventId: string, { debrief }: { debrief: Localized }): Promise<void> {
	await workingOn(ctx, eventId, 'run', async (ctx, { event, visit }) => {
		if (!canMoveVisit(visit.status, 'done')) throw new RuleBroken('error.visit.not_accepted')
		if (ctx.now < event.startsAt) throw new RuleBroken('error.visit.not_begun')
		await ctx.db
			.updateTable('visit')
			.set({ status: 'done', debrief: JSON.stringify(debrief), debriefedAt: visit.debriefedAt ?? ctx.now })
			.where('eventId', '=', eventId)
			.execute()
		await audit(ctx, 'visit.debriefed', refOfEvent(eventId))
	})
}
