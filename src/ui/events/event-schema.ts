import type { PublicEvent } from '#modules/events/public-event'
import { zoned } from '#platform/calendar'
import { pickText, type Locale, type Localized } from '#platform/i18n'
import { pathOf } from '#programme/territories'
import { countryName, territoryName } from '../options.ts'

const modes = {
	place: 'https://schema.org/OfflineEventAttendanceMode',
	online: 'https://schema.org/OnlineEventAttendanceMode',
	both: 'https://schema.org/MixedEventAttendanceMode'
}
const educational = ['seminar', 'workshop', 'study-visit']

/** An event for machines (schema.org), in one language; instants with the offset of the event's own zone. */
export function eventSchema(
	event: PublicEvent,
	about: {
		locale: Locale
		origin: string
		services: { name: string }[]
		partners: { id: string; name: Localized; role: string }[]
		speakers: { name: string }[]
	}
): Record<string, unknown> {
	const { locale, origin } = about
	const at = (instant: Date) => zoned(instant, event.zone).toString({ timeZoneName: 'never', smallestUnit: 'second' })
	const country = event.territory ? pathOf(event.territory)[0]?.code : undefined
	const place = {
		'@type': 'Place',
		name: pickText(event.place, locale) || (event.territory ? territoryName(locale, event.territory) : undefined),
		address: {
			'@type': 'PostalAddress',
			streetAddress: event.address ?? undefined,
			addressLocality: event.territory ? territoryName(locale, event.territory) : undefined,
			addressCountry: country ? countryName(locale, country) : undefined
		},
		...(event.lat !== null && event.lon !== null
			? { geo: { '@type': 'GeoCoordinates', latitude: event.lat, longitude: event.lon } }
			: {})
	}
	const url = `${origin}/${locale}/events/${event.id}`
	const online = { '@type': 'VirtualLocation', url: event.onlineUrl ?? url }
	const organisation = ({ id, name }: { id: string; name: Localized }) => ({
		'@type': 'Organization',
		name: pickText(name, locale),
		url: `${origin}/${locale}/network/${id}`
	})
	return {
		'@type': educational.includes(event.kind) ? 'EducationEvent' : 'Event',
		name: pickText(event.title, locale),
		description: pickText(event.summary, locale) || undefined,
		identifier: event.reference,
		url,
		startDate: at(event.startsAt),
		endDate: at(event.endsAt),
		eventStatus: event.state === 'cancelled' ? 'https://schema.org/EventCancelled' : 'https://schema.org/EventScheduled',
		eventAttendanceMode: modes[event.format],
		location: event.format === 'place' ? place : event.format === 'online' ? online : [place, online],
		inLanguage: event.languages,
		organizer: [
			...about.services.map(({ name }) => ({ '@type': 'Organization', name, url: `${origin}/${locale}/about` })),
			...about.partners.filter(({ role }) => role === 'organiser').map(organisation)
		],
		performer: about.speakers.length ? about.speakers.map(({ name }) => ({ '@type': 'Person', name })) : undefined,
		contributor: about.partners.filter(({ role }) => role !== 'organiser').map(organisation)
	}
}
