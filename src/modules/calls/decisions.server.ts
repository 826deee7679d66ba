import { accountsById, requireFresh } from '#modules/identity/accounts.server'
import type { Entry } from '#engines/record/schema'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, RuleBroken } from '#platform/errors'
import { locales } from '#platform/i18n'
import { indexCall } from './call-indexing.server.ts'
import { lockCall, refOfCall, writeCall, type Call } from './call-rows.server.ts'
import { draftMinutes } from './minutes.server.ts'
import { appendLeaves, sealReason, signLog, type NewLeaf } from './notary.server.ts'
import { recordOutcome } from './panel-ranking.server.ts'
import type { OutcomeKind } from './panel-schema.ts'
import { barredPairs, callInPanel, outcomesOf, panelOf, type Panel } from './panels.server.ts'
import { callPolicy } from './policy.ts'
import { recordAbstentions } from './record-abstentions.server.ts'
import { isRecorded } from './record-steps.server.ts'
import { withoutNames } from './record-privacy.server.ts'

/** What stands between a call and its decision; message keys `decision.check.<name>`. */
export type DecisionCheck = { name: 'panel_closed' | 'all_proposed' | 'minutes' | 'not_secretary' | 'not_judge'; holds: boolean }

async function checksFor(ctx: Ctx, call: Call, panel: Panel | undefined): Promise<DecisionCheck[]> {
	const outcomes = await outcomesOf(ctx, call.id)
	const accountId = ctx.actor?.accountId
	const judge = await ctx.db
		.selectFrom('evaluator')
		.select('id')
		.where('callId', '=', call.id)
		.where('accountId', '=', accountId ?? null)
		.executeTakeFirst()
	const tied = [...(await barredPairs(ctx, call.id))].some((pair) => pair.startsWith(`${accountId} `))
	return [
		{ name: 'panel_closed', holds: panel?.closedAt != null },
		{ name: 'all_proposed', holds: outcomes.length > 0 && outcomes.every(({ proposed }) => proposed !== null) },
		{ name: 'minutes', holds: (panel?.minutes ?? '').trim() !== '' },
		// Whoever kept the panel's book does not sign it off.
		{ name: 'not_secretary', holds: panel?.closedBy != null && panel.closedBy !== accountId },
		{ name: 'not_judge', holds: judge === undefined && !tied }
	]
}

/** The decision's page: check list, what is proposed in figures, who decided. For the office; 404 otherwise. */
export async function getDecision(ctx: Ctx, callId: string) {
	const { call, panel } = await callInPanel(ctx, callId)
	const outcomes = await outcomesOf(ctx, callId)
	const checks = await checksFor(ctx, call, panel)
	const mayDecide = callPolicy.decide(ctx.actor, call)
	const people = await accountsById(
		ctx,
		[call.decidedBy, panel?.closedBy].flatMap((id) => id ?? [])
	)
	const count = (kind: OutcomeKind) => outcomes.filter(({ proposed }) => proposed === kind).length
	return {
		call: { id: call.id, reference: call.reference, title: call.title, status: call.status, decidedAt: call.decidedAt },
		minutes: panel?.minutes ?? '',
		closedBy: panel?.closedBy ? (people.get(panel.closedBy)?.name ?? '') : null,
		decidedBy: call.decidedBy ? (people.get(call.decidedBy)?.name ?? '') : null,
		checks,
		counts: { selected: count('selected'), reserve: count('reserve'), rejected: count('rejected') },
		amountCents: outcomes.reduce((sum, { proposed, amountCents }) => sum + (proposed === 'selected' ? (amountCents ?? 0) : 0), 0),
		departures: outcomes.filter(({ departure }) => departure).length,
		can: {
			decide: mayDecide && call.status === 'panel' && checks.every(({ holds }) => holds),
			return: mayDecide && call.status === 'panel' && panel?.closedAt != null
		}
	}
}

/**
 * The head of the service decides as the panel proposed, freshly authenticated, once: outcomes reach the applications,
 * reviews are locked, the record gets its last lines and is signed. The head neither kept the panel's minutes nor judged in
 * the call. Throws RuleBroken `error.decision.made`, `error.decision.<check>`.
 */
export async function decideCall(ctx: Ctx, callId: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const call = await lockCall(ctx, callId)
		authorize(callPolicy.decide(ctx.actor, call))
		requireFresh(ctx)
		if (call.status === 'decided' || call.status === 'announced') throw new RuleBroken('error.decision.made')
		const panel = await panelOf(ctx, callId, { lock: true })
		if (call.status !== 'panel') throw new RuleBroken('error.decision.panel_closed')
		const broken = (await checksFor(ctx, call, panel)).find(({ holds }) => !holds)
		if (broken) throw new RuleBroken(`error.decision.${broken.name}`)

		const outcomes = await outcomesOf(ctx, callId)
		const applications = await ctx.db
			.selectFrom('application')
			.select(['id', 'reference', 'status'])
			.where('callId', '=', callId)
			.orderBy('id')
			.forUpdate()
			.execute()
		const byId = new Map(applications.map((row) => [row.id, row]))
		const leaves: NewLeaf[] = []
		for (const outcome of outcomes) {
			const application = byId.get(outcome.applicationId)!
			const withdrawn = application.status === 'withdrawn'
			const decided = withdrawn ? 'rejected' : outcome.proposed!
			await ctx.db
				.updateTable('outcome')
				.set({ decided, ...(withdrawn && { amountCents: null }) })
				.where('applicationId', '=', outcome.applicationId)
				.execute()
			if (!withdrawn)
				await ctx.db
					.updateTable('application')
					.set({ status: decided, updatedAt: ctx.now })
					.where('id', '=', application.id)
					.execute()
			const departs = decided !== outcome.byRank
			const said = withdrawn ? 'Withdrawn by the applicant.' : (outcome.departure ?? '')
			const reason = departs ? sealReason(await withoutNames(ctx, callId, said), { open: true }) : undefined
			const entry: Entry = {
				kind: 'decided',
				call: call.reference,
				at: ctx.now.toISOString(),
				application: application.reference,
				outcome: recordOutcome[decided],
				...(reason && { reason: reason.digest })
			}
			leaves.push({ entry, ...(reason && { reason }) })
		}
		const written = await writeCall(ctx, callId, { status: 'decided', decidedAt: ctx.now, decidedBy: ctx.actor.accountId })
		await audit(ctx, 'call.decided', refOfCall(callId), {
			selected: outcomes.filter(({ proposed }) => proposed === 'selected').length,
			departures: outcomes.filter(({ departure }) => departure).length
		})
		await indexCall(ctx, written)
		if (await isRecorded(ctx, callId)) {
			await recordAbstentions(ctx, callId)
			await appendLeaves(ctx, callId, leaves)
			await signLog(ctx)
		}
	})
}

/**
 * Sends the proposals back to the panel, with a reason. Minutes somebody worked on stay, to be corrected; minutes that are
 * still as they were drafted are drafted anew when the panel closes again, with what it then proposes.
 */
export async function returnToPanel(ctx: Ctx, callId: string, reason: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const call = await lockCall(ctx, callId)
		authorize(callPolicy.decide(ctx.actor, call))
		const panel = await panelOf(ctx, callId, { lock: true })
		if (call.status !== 'panel' || !panel?.closedAt) throw new RuleBroken('error.decision.panel_closed')
		if (reason.length < 10) throw new RuleBroken('error.call.reason', 'reason', {}, 422)
		// Drafted again as on the day of closing: minutes without a date of their own bear that one.
		const then = { ...ctx, now: panel.closedAt }
		const drafts = await Promise.all(locales.map((locale) => draftMinutes(then, call, panel, locale)))
		await ctx.db
			.updateTable('panel')
			.set({ closedAt: null, closedBy: null, ...(drafts.includes(panel.minutes) && { minutes: '' }) })
			.where('id', '=', panel.id)
			.execute()
		await audit(ctx, 'panel.returned', refOfCall(callId), { reason })
	})
}
