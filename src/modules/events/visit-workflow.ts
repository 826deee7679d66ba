/** The life of a study visit, from what was asked to what was learnt: from which statuses each can be reached. */
export const visitStatuses = ['asked', 'accepted', 'refused', 'planned', 'done'] as const
export type VisitStatus = (typeof visitStatuses)[number]

const reachableFrom: Record<VisitStatus, readonly VisitStatus[]> = {
	asked: [],
	accepted: ['asked'],
	refused: ['asked'],
	// The roadbook is in the delegates' hands.
	planned: ['accepted'],
	done: ['accepted', 'planned', 'done']
}
export const canMoveVisit = (from: VisitStatus, to: VisitStatus): boolean => reachableFrom[to].includes(from)

/** After how many months what was promised is asked about. */
export const followUpMonths = [3, 6, 12] as const
