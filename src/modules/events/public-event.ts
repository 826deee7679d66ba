import type { Localized } from '#platform/i18n'
import type { EventFormat, EventKind, RegistrationMode } from './schema.ts'
import { eventState, registrationState, type EventState, type EventStatus, type RegistrationState } from './workflow.ts'

/** What everybody may read of an event: pages, search, feeds and the API show what comes out of here and nothing else. */
export type PublicEvent = {
	id: string
	reference: string
	kind: EventKind
	service: string
	services: string[]
	title: Localized
	summary: Localized
	text: Localized
	priorities: string[]
	themes: string[]
	territory: string | null
	place: Localized
	address: string | null
	lat: number | null
	lon: number | null
	/** Null where one registers: those who are accepted are told it. */
	onlineUrl: string | null
	format: EventFormat
	startsAt: Date
	endsAt: Date
	zone: string
	languages: string[]
	interpretation: string[]
	registration: RegistrationMode
	opensAt: Date | null
	closesAt: Date | null
	attendeesPublic: boolean
	status: EventStatus
	cancelReason: Localized
	sequence: number
	changedAt: Date | null
	publishedAt: Date
	updatedAt: Date
	state: EventState
	registrationState: RegistrationState
}

type Stored = Omit<PublicEvent, 'publishedAt' | 'state' | 'registrationState'> & { publishedAt: Date | null }

/** The one place that says what is public of a published event. */
export const asPublicEvent = (event: Stored, now: Date): PublicEvent => ({
	id: event.id,
	reference: event.reference,
	kind: event.kind,
	service: event.service,
	services: event.services,
	title: event.title,
	summary: event.summary,
	text: event.text,
	priorities: event.priorities,
	themes: event.themes,
	territory: event.territory,
	place: event.place,
	address: event.address,
	lat: event.lat,
	lon: event.lon,
	onlineUrl: event.registration === 'none' ? event.onlineUrl : null,
	format: event.format,
	startsAt: event.startsAt,
	endsAt: event.endsAt,
	zone: event.zone,
	languages: event.languages,
	interpretation: event.interpretation,
	registration: event.registration,
	opensAt: event.opensAt,
	closesAt: event.closesAt,
	attendeesPublic: event.attendeesPublic,
	status: event.status,
	cancelReason: event.cancelReason,
	sequence: event.sequence,
	changedAt: event.changedAt,
	// What is published has it.
	publishedAt: event.publishedAt!,
	updatedAt: event.updatedAt,
	state: eventState(event, now),
	registrationState: registrationState(event, now)
})
