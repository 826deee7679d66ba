import type { EventStatus } from './workflow.ts'

/** The life of a registration: from which statuses each can be reached. Buttons and verbs read the same table. */
export const registrationStatuses = ['asked', 'accepted', 'waiting', 'refused', 'cancelled'] as const
export type RegistrationStatus = (typeof registrationStatuses)[number]

const reachableFrom: Record<RegistrationStatus, readonly RegistrationStatus[]> = {
	asked: [],
	// A refusal can be gone back on while the event is to come.
	accepted: ['asked', 'waiting', 'refused'],
	waiting: ['asked', 'refused'],
	refused: ['asked', 'waiting'],
	cancelled: ['asked', 'accepted', 'waiting']
}
export const canMoveRegistration = (from: RegistrationStatus, to: RegistrationStatus): boolean => reachableFrom[to].includes(from)

/** In which statuses the person still comes, or may. */
export const isLive = (status: RegistrationStatus): boolean => status === 'asked' || status === 'accepted' || status === 'waiting'

/** Whether people still come to the event: it is on the agenda, or a visit of a delegation, which need be on none. */
export const isUnderWay = (event: { status: EventStatus }, registration: { delegationId: string | null }): boolean =>
	event.status === 'published' || (event.status === 'draft' && registration.delegationId !== null)
