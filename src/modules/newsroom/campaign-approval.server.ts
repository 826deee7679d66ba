import { audit, type AuditAction } from '#platform/audit.server'
import { instantOf } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, onConstraint, RuleBroken } from '#platform/errors'
import { enqueue } from '#platform/jobs.server'
import { programme } from '#programme/programme'
import { campaignPolicy } from './campaign-policy.ts'
import { lockCampaign, movesTo, refOfCampaign, sameVersion, writtenIn, type Campaign } from './campaign-rows.server.ts'
import { countAudience } from './campaign-segments.server.ts'
import type { CampaignStatus } from './campaign-workflow.ts'

onConstraint('campaign_two_people_check', 'error.campaign.two_people')

type Changes = Partial<{
	submittedAt: Date | null
	submittedBy: string | null
	approvedAt: Date | null
	approvedBy: string | null
	sendAt: Date | null
	returnReason: string | null
	jobId: string | null
	endedAt: Date
}>

const move = async (
	ctx: Ctx,
	{ id, version }: Campaign,
	status: CampaignStatus,
	action: AuditAction,
	changes: Changes,
	data = {}
) => {
	await ctx.db
		.updateTable('campaign')
		.set({ status, version: version + 1, updatedAt: ctx.now, ...changes })
		.where('id', '=', id)
		.execute()
	await audit(ctx, action, refOfCampaign(id), data)
}

/** The sending job; its progress is watched by whoever asked. Kept on the campaign, so that a lost one is noticed. */
const enqueueSending = (ctx: Ctx, campaignId: string) =>
	enqueue(ctx, 'newsroom.send-campaign', { campaignId }, { watched: { note: 'job.queued' } })

/**
 * Hands a campaign to a second person. Throws RuleBroken `error.campaign.moment`, `error.campaign.empty` (no language has
 * both subject and text), `error.campaign.untested` (nobody has seen these words as a mail).
 */
export async function submitCampaign(ctx: Ctx, id: string, version: number): Promise<void> {
	authorize(campaignPolicy.write(ctx.actor))
	await transact(ctx, async (ctx) => {
		const campaign = await lockCampaign(ctx, id)
		movesTo(campaign, 'submitted')
		sameVersion(campaign, version)
		if (writtenIn(campaign).length === 0) throw new RuleBroken('error.campaign.empty')
		if (campaign.testedVersion !== version) throw new RuleBroken('error.campaign.untested')
		await move(ctx, campaign, 'submitted', 'campaign.submitted', {
			submittedAt: ctx.now,
			submittedBy: ctx.actor!.accountId,
			returnReason: null
		})
	})
}

/**
 * The second person lets it leave: now, or at a time of the programme's zone. Throws RuleBroken `error.campaign.two_people`
 * for whoever submitted it, `error.campaign.past`, `error.campaign.nobody` when the segment has no reader.
 */
export async function approveCampaign(
	ctx: Ctx,
	id: string,
	{ version, at }: { version: number; at: string | null }
): Promise<void> {
	authorize(campaignPolicy.write(ctx.actor))
	await transact(ctx, async (ctx) => {
		const campaign = await lockCampaign(ctx, id)
		if (campaign.submittedBy === ctx.actor!.accountId) throw new RuleBroken('error.campaign.two_people')
		movesTo(campaign, at ? 'scheduled' : 'sending')
		sameVersion(campaign, version)
		const sendAt = at === null ? ctx.now : instantOf(at, programme.timeZone)
		if (at !== null && sendAt <= ctx.now) throw new RuleBroken('error.campaign.past', 'at', {}, 422)
		const { total } = await countAudience(ctx, campaign.kind, campaign.segment)
		if (total === 0) throw new RuleBroken('error.campaign.nobody')
		const approved = { approvedAt: ctx.now, approvedBy: ctx.actor!.accountId, sendAt }
		if (at) await move(ctx, campaign, 'scheduled', 'campaign.approved', approved, { at: sendAt.toISOString() })
		else
			await move(
				ctx,
				campaign,
				'sending',
				'campaign.approved',
				{ ...approved, jobId: await enqueueSending(ctx, id) },
				{ readers: total }
			)
	})
}

/** Back to its author: by the second person, who says why, or taken back by whoever writes before it leaves. */
export async function returnCampaign(
	ctx: Ctx,
	id: string,
	{ version, reason }: { version: number; reason: string }
): Promise<void> {
	authorize(campaignPolicy.write(ctx.actor))
	await transact(ctx, async (ctx) => {
		const campaign = await lockCampaign(ctx, id)
		movesTo(campaign, 'draft')
		sameVersion(campaign, version)
		await move(
			ctx,
			campaign,
			'draft',
			'campaign.returned',
			{ submittedAt: null, submittedBy: null, approvedAt: null, approvedBy: null, sendAt: null, returnReason: reason },
			{ reason }
		)
	})
}

/** Stops the sending within moments; what has left has left. */
export const pauseCampaign = (ctx: Ctx, id: string): Promise<void> => steer(ctx, id, 'paused', 'campaign.paused')

/** Goes on where the sending was stopped. */
export const resumeCampaign = (ctx: Ctx, id: string): Promise<void> => steer(ctx, id, 'sending', 'campaign.resumed')

/** Ends the sending for good: the letters that wait never leave. */
export const cancelCampaign = (ctx: Ctx, id: string): Promise<void> => steer(ctx, id, 'cancelled', 'campaign.cancelled')

async function steer(ctx: Ctx, id: string, status: 'paused' | 'sending' | 'cancelled', action: AuditAction) {
	authorize(campaignPolicy.write(ctx.actor))
	await transact(ctx, async (ctx) => {
		const campaign = await lockCampaign(ctx, id)
		// Only what was begun is resumed: a submitted campaign leaves by approval alone.
		if (status === 'sending' && campaign.status !== 'paused') throw new RuleBroken('error.campaign.moment')
		movesTo(campaign, status)
		await move(ctx, campaign, status, action, {
			...(status === 'sending' && { jobId: await enqueueSending(ctx, id) }),
			...(status === 'cancelled' && { endedAt: ctx.now })
		})
	})
}

/** How many campaigns wait for a second person, who the actor can be, and since when. One query; none for who sends none. */
export async function countCampaignsWaiting(ctx: Ctx): Promise<{ count: number; since: Date | null }> {
	const { actor } = ctx
	if (!campaignPolicy.write(actor)) return { count: 0, since: null }
	const { count, since } = await ctx.db
		.selectFrom('campaign')
		.select(({ fn }) => [fn.countAll<number>().as('count'), fn.min('submittedAt').as('since')])
		.where('status', '=', 'submitted')
		.where('submittedBy', 'is distinct from', actor!.accountId)
		.executeTakeFirstOrThrow()
	return { count: Number(count), since }
}
