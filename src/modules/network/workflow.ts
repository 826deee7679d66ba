export const organisationStatuses = ['proposed', 'listed', 'hidden', 'merged'] as const
export type OrganisationStatus = (typeof organisationStatuses)[number]

/** A merge and its undoing move an organisation too; they have their own verbs. */
const moves: Record<OrganisationStatus, OrganisationStatus[]> = {
	proposed: ['listed', 'hidden', 'merged'],
	listed: ['hidden', 'merged'],
	hidden: ['listed', 'merged'],
	merged: ['listed', 'hidden', 'proposed']
}
export const canMove = (from: OrganisationStatus, to: OrganisationStatus): boolean => moves[from].includes(to)

export const claimStatuses = ['open', 'accepted', 'refused', 'withdrawn'] as const
export type ClaimStatus = (typeof claimStatuses)[number]
