/** The life of an offer or a need: from which statuses each can be reached. Buttons and verbs read the same table. */
export const listingStatuses = ['draft', 'submitted', 'returned', 'published', 'expired', 'closed'] as const
export type ListingStatus = (typeof listingStatuses)[number]

const reachableFrom: Record<ListingStatus, readonly ListingStatus[]> = {
	draft: [],
	// A published text that was changed is read again.
	submitted: ['draft', 'returned', 'published'],
	returned: ['submitted', 'published'],
	// From `expired`, and from itself, by a renewal.
	published: ['submitted', 'published', 'expired'],
	expired: ['published'],
	closed: ['draft', 'submitted', 'returned', 'published', 'expired']
}

export const canMove = (from: ListingStatus, to: ListingStatus): boolean => reachableFrom[to].includes(from)

/** In which statuses its words can be changed; while it is being read, by its reader alone. */
export const isEditable = (status: ListingStatus, byStaff: boolean): boolean =>
	['draft', 'returned', 'published'].includes(status) || (byStaff && status === 'submitted')

/** When it can be renewed: from `renewableDays` before it runs out to as long after. */
export const isRenewable = (
	{ status, expiresAt }: { status: ListingStatus; expiresAt: Date | null },
	now: Date,
	renewableDays: number
): boolean =>
	(status === 'published' || status === 'expired') &&
	expiresAt !== null &&
	Math.abs(expiresAt.getTime() - now.getTime()) <= renewableDays * 86_400_000
