import type { PublicEvent } from '#modules/events/public-event'
import { address } from '../../../open.ts'

/** An event as the API gives it. */
export const eventJson = (event: PublicEvent) => ({
	id: event.id,
	reference: event.reference,
	kind: event.kind,
	url: address(`/en/events/${event.id}`),
	calendar: address(`/en/events/${event.id}.ics`),
	title: event.title,
	summary: event.summary,
	text: event.text,
	state: event.state,
	cancelReason: event.cancelReason,
	startsAt: event.startsAt,
	endsAt: event.endsAt,
	zone: event.zone,
	format: event.format,
	place: event.place,
	address: event.address,
	territory: event.territory,
	coordinates: event.lat !== null && event.lon !== null ? { lat: event.lat, lon: event.lon } : null,
	onlineUrl: event.onlineUrl,
	services: [event.service, ...event.services],
	priorities: event.priorities,
	themes: event.themes,
	languages: event.languages,
	interpretation: event.interpretation,
	registration: { mode: event.registration, state: event.registrationState, opensAt: event.opensAt, closesAt: event.closesAt },
	publishedAt: event.publishedAt,
	updatedAt: event.updatedAt
})
