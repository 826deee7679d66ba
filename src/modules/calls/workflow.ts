/** The life of a call and of an application: from which statuses each can be reached. Buttons and verbs read the same table. */
export const callStatuses = ['draft', 'published', 'closed', 'evaluation', 'panel', 'decided', 'announced', 'cancelled'] as const
export type CallStatus = (typeof callStatuses)[number]

const callFrom: Record<CallStatus, readonly CallStatus[]> = {
	draft: [],
	published: ['draft'],
	closed: ['published'],
	evaluation: ['closed'],
	panel: ['evaluation'],
	decided: ['panel'],
	announced: ['decided'],
	// What was decided stands: it is no longer cancelled but decided otherwise.
	cancelled: ['published', 'closed', 'evaluation', 'panel']
}
export const canMoveCall = (from: CallStatus, to: CallStatus): boolean => callFrom[to].includes(from)

/** In the order of the steps; a cancelled call has left it. */
export const hasReached = (status: CallStatus, step: Exclude<CallStatus, 'cancelled'>): boolean =>
	status !== 'cancelled' && callStatuses.indexOf(status) >= callStatuses.indexOf(step)

export const applicationStatuses = [
	'draft',
	'filed',
	'withdrawn',
	'inadmissible',
	'ineligible',
	'admitted',
	'selected',
	'reserve',
	'rejected'
] as const
export type ApplicationStatus = (typeof applicationStatuses)[number]

const applicationFrom: Record<ApplicationStatus, readonly ApplicationStatus[]> = {
	draft: [],
	// From itself by a correction before closing.
	filed: ['draft', 'filed'],
	withdrawn: ['draft', 'filed', 'admitted'],
	inadmissible: ['filed', 'admitted', 'ineligible'],
	ineligible: ['filed', 'admitted', 'inadmissible'],
	admitted: ['filed', 'inadmissible', 'ineligible'],
	selected: ['admitted', 'reserve'],
	reserve: ['admitted'],
	rejected: ['admitted', 'reserve']
}
export const canMoveApplication = (from: ApplicationStatus, to: ApplicationStatus): boolean => applicationFrom[to].includes(from)

export type Timed = { status: CallStatus; opensAt: Date | null; closesAt: Date | null }

/** Whether drafts can be filed at this instant: from the opening to just before the closing. */
export const isOpen = ({ status, opensAt, closesAt }: Timed, now: Date): boolean =>
	status === 'published' && opensAt !== null && closesAt !== null && opensAt <= now && now < closesAt

/** What everybody is told: a published call is coming, open or closed by its instants, whatever the closing job has come to. */
export type PublicState = 'coming' | 'open' | 'closed' | 'decided' | 'cancelled'
export function publicState({ status, opensAt, closesAt }: Timed, now: Date): PublicState {
	if (status === 'cancelled') return 'cancelled'
	if (status === 'announced') return 'decided'
	if (opensAt && now < opensAt) return 'coming'
	return status === 'published' && closesAt && now < closesAt ? 'open' : 'closed'
}
