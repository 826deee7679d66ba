/** The life of a campaign: from which statuses each can be reached. Buttons and verbs read the same table. Browser-safe. */
export const campaignStatuses = ['draft', 'submitted', 'scheduled', 'sending', 'paused', 'sent', 'cancelled'] as const
export type CampaignStatus = (typeof campaignStatuses)[number]

const reachableFrom: Record<CampaignStatus, readonly CampaignStatus[]> = {
	// Sent back by the second person, or taken back before it leaves.
	draft: ['submitted', 'scheduled'],
	submitted: ['draft'],
	scheduled: ['submitted'],
	sending: ['submitted', 'scheduled', 'paused'],
	paused: ['sending'],
	sent: ['sending'],
	cancelled: ['sending', 'paused']
}
export const canMoveCampaign = (from: CampaignStatus, to: CampaignStatus): boolean => reachableFrom[to].includes(from)

/** A letter of a campaign. `unsure`: it was being handed over when a process or the line died, and nobody can say. */
export const letterStatuses = ['waiting', 'sending', 'sent', 'unsure', 'skipped', 'bounced', 'failed'] as const
export type LetterStatus = (typeof letterStatuses)[number]
