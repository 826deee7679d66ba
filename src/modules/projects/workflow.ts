/** The life of a project and of an award: from which statuses each can be reached. Buttons and verbs read the same tables. */
export const projectStatuses = ['draft', 'preparing', 'running', 'completed', 'closed', 'stopped'] as const
export type ProjectStatus = (typeof projectStatuses)[number]

const projectFrom: Record<ProjectStatus, readonly ProjectStatus[]> = {
	draft: [],
	preparing: ['draft'],
	// From `completed`: it goes on after all.
	running: ['draft', 'preparing', 'completed'],
	// From `draft`: a story that had ended when it was written down.
	completed: ['draft', 'running'],
	// Nothing is owed any more: see closeProject.
	closed: ['completed', 'stopped'],
	stopped: ['preparing', 'running']
}
export const canMoveProject = (from: ProjectStatus, to: ProjectStatus): boolean => projectFrom[to].includes(from)

/** Where a project can go from here, in the order of its life. */
export const nextStatuses = (from: ProjectStatus): ProjectStatus[] => projectStatuses.filter((to) => canMoveProject(from, to))

/** Until it is closed what is written of it can be corrected; after, by the service alone. */
export const isCorrectable = (status: ProjectStatus, byService: boolean): boolean =>
	byService || (status !== 'closed' && status !== 'stopped')

/** What everybody is told: the books behind a completed project are not the public's business. */
export const publicStatuses = ['preparing', 'running', 'completed', 'stopped'] as const
export type PublicStatus = (typeof publicStatuses)[number]
export const publicStatus = (status: ProjectStatus): PublicStatus =>
	status === 'closed' ? 'completed' : status === 'draft' ? 'preparing' : status

export const awardStatuses = ['awarded', 'accepted', 'declined', 'running', 'completed', 'closed', 'cancelled'] as const
export type AwardStatus = (typeof awardStatuses)[number]

const awardFrom: Record<AwardStatus, readonly AwardStatus[]> = {
	awarded: [],
	accepted: ['awarded'],
	declined: ['awarded'],
	running: ['accepted'],
	completed: ['running'],
	closed: ['completed'],
	cancelled: ['awarded', 'accepted', 'running']
}
export const canMoveAward = (from: AwardStatus, to: AwardStatus): boolean => awardFrom[to].includes(from)

/** Awards that came to nothing, and those whose books are closed: nothing is owed on them. */
export const settledAwards: readonly AwardStatus[] = ['declined', 'closed', 'cancelled']
/** Awards that count as given, in every figure everybody reads. */
export const givenAwards: readonly AwardStatus[] = ['awarded', 'accepted', 'running', 'completed', 'closed']
