import { icalText } from '#platform/icalendar'
import { zoned } from '#platform/calendar'
import { pick, pickText, translate, type Locale } from '#platform/i18n'
import type { PublicEvent } from './public-event.ts'

export const stamp = (at: Date) => `${at.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`
export const clock = (at: Date, zone: string) =>
	zoned(at, zone).toPlainDateTime().toString({ smallestUnit: 'second' }).replace(/[-:]/g, '')

/** A parameter's value in quotes; RFC 6868 has an escape for the quote itself. */
const quoted = (text: string) =>
	`"${text
		.replace(/\^/g, '^^')
		.replace(/"/g, "^'")
		.replace(/[\r\n]+/g, ' ')}"`

/** The same for ever, wherever the site stands. */
export const uidOf = (id: string) => `event-${id}@passerelle`

/**
 * An event as the content lines of a calendar's entry, unfolded (RFC 5545 §3.6.1), in one language. `status` is the
 * entry's own when it is not the event's: `TENTATIVE` for somebody on a waiting list.
 */
export function calendarEntry(
	event: PublicEvent,
	locale: Locale,
	{
		address,
		organiser,
		status
	}: { address: (path: string) => string; organiser: { name: string; email: string }; status?: 'TENTATIVE' | 'CANCELLED' }
): string[] {
	const title = pick(event.title, locale)
	const link = address(`/${locale}/events/${event.id}`)
	const place = [pickText(event.place, locale), event.address].filter(Boolean).join(', ')
	const cancelled = event.state === 'cancelled'
	const about = [
		cancelled ? pickText(event.cancelReason, locale) : pickText(event.summary, locale),
		event.onlineUrl,
		link
	].filter(Boolean)
	return [
		'BEGIN:VEVENT',
		`UID:${uidOf(event.id)}`,
		`DTSTAMP:${stamp(event.updatedAt)}`,
		`LAST-MODIFIED:${stamp(event.updatedAt)}`,
		`CREATED:${stamp(event.publishedAt)}`,
		`SEQUENCE:${event.sequence}`,
		`DTSTART;TZID=${event.zone}:${clock(event.startsAt, event.zone)}`,
		`DTEND;TZID=${event.zone}:${clock(event.endsAt, event.zone)}`,
		`SUMMARY;LANGUAGE=${title.lang}:${icalText(title.text)}`,
		`DESCRIPTION:${icalText(about.join('\n\n'))}`,
		...(place ? [`LOCATION:${icalText(place)}`] : []),
		...(event.lat !== null && event.lon !== null ? [`GEO:${event.lat.toFixed(5)};${event.lon.toFixed(5)}`] : []),
		`CATEGORIES:${icalText(translate(locale, `event.kind.${event.kind}`))}`,
		`URL:${link}`,
		...(event.onlineUrl ? [`CONFERENCE;VALUE=URI;FEATURE=VIDEO:${event.onlineUrl}`] : []),
		`ORGANIZER;CN=${quoted(organiser.name)}:mailto:${organiser.email}`,
		`STATUS:${cancelled ? 'CANCELLED' : (status ?? 'CONFIRMED')}`,
		...(status === 'TENTATIVE' ? ['TRANSP:TRANSPARENT'] : ['TRANSP:OPAQUE']),
		'END:VEVENT'
	]
}
