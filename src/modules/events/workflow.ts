/** The life of an event: from which statuses each can be reached. Buttons and verbs read the same table. */
export const eventStatuses = ['draft', 'published', 'cancelled', 'done'] as const
export type EventStatus = (typeof eventStatuses)[number]

const reachableFrom: Record<EventStatus, readonly EventStatus[]> = {
	draft: [],
	published: ['draft'],
	// What took place is no longer cancelled.
	cancelled: ['published'],
	done: ['published']
}
export const canMoveEvent = (from: EventStatus, to: EventStatus): boolean => reachableFrom[to].includes(from)

/** In which statuses its words can be changed: of one that is over too, for its proceedings. */
export const isEditable = (status: EventStatus): boolean => status !== 'cancelled'

export type Timed = {
	status: EventStatus
	startsAt: Date
	endsAt: Date
	registration: 'none' | 'open' | 'moderated' | 'invitation'
	opensAt: Date | null
	closesAt: Date | null
}

export type EventState = 'coming' | 'now' | 'past' | 'cancelled'
/** What everybody is told of a published one, by its instants, whatever the daily job has come to. */
export function eventState({ status, startsAt, endsAt }: Timed, now: Date): EventState {
	if (status === 'cancelled') return 'cancelled'
	if (now < startsAt) return 'coming'
	return now < endsAt ? 'now' : 'past'
}

export type RegistrationState = 'none' | 'coming' | 'open' | 'invitation' | 'closed'
/**
 * Whether people can register at this instant: from the opening (at once where none is said) to just before the closing
 * (the beginning where none is said). By invitation only those who were invited can, within the same instants.
 */
export function registrationState(event: Timed, now: Date): RegistrationState {
	if (event.registration === 'none') return 'none'
	if (event.status !== 'published' || now >= (event.closesAt ?? event.startsAt)) return 'closed'
	if (event.opensAt && now < event.opensAt) return 'coming'
	return event.registration === 'invitation' ? 'invitation' : 'open'
}
