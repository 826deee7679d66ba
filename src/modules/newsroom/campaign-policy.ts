import type { Actor } from '#platform/ctx'
import { mayEdit } from './article-policy.ts'
import { canMoveCampaign, type CampaignStatus } from './campaign-workflow.ts'

type Judged = { status: CampaignStatus; submittedBy: string | null }

export const campaignPolicy = {
	/** Who writes campaigns, and looks after their sending. */
	write: mayEdit,
	/** Whoever writes may approve, but not what they submitted themselves: a second person reads it before it leaves. */
	approve: (actor: Actor | null, campaign: Judged): boolean => mayEdit(actor) && actor.accountId !== campaign.submittedBy
}

/** What this person may do with it now. */
export const campaignRights = (actor: Actor | null, campaign: Judged) => {
	const write = campaignPolicy.write(actor)
	const approve = campaignPolicy.approve(actor, campaign)
	const from = campaign.status
	return {
		edit: write && from === 'draft',
		test: write && (from === 'draft' || from === 'submitted'),
		submit: write && canMoveCampaign(from, 'submitted'),
		approve: approve && from === 'submitted',
		takeBack: write && canMoveCampaign(from, 'draft'),
		pause: write && canMoveCampaign(from, 'paused'),
		resume: write && from === 'paused',
		cancel: write && canMoveCampaign(from, 'cancelled'),
		discard: write && from === 'draft'
	}
}
