/** The life of a good practice: from which statuses each can be reached. Buttons and verbs read the same table. Browser-safe. */
export const practiceStatuses = ['draft', 'submitted', 'returned', 'checked', 'published'] as const
export type PracticeStatus = (typeof practiceStatuses)[number]

const reachableFrom: Record<PracticeStatus, readonly PracticeStatus[]> = {
	draft: [],
	submitted: ['draft', 'returned'],
	returned: ['submitted', 'checked', 'published'],
	// Two people look: the content first, then the publication.
	checked: ['submitted'],
	published: ['checked']
}

export const canMove = (from: PracticeStatus, to: PracticeStatus): boolean => reachableFrom[to].includes(from)

/** In which statuses its words can be changed; while it is being read, by its readers alone. */
export const isEditable = (status: PracticeStatus, byStaff: boolean): boolean =>
	status === 'draft' || status === 'returned' || byStaff
