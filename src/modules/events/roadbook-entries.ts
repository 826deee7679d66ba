import { icalText } from '#platform/icalendar'
import { pick, pickText, translate, type Locale, type Localized } from '#platform/i18n'
import { clock, stamp } from './calendar-entries.ts'

type Stop = {
	id: string
	title: Localized
	text: Localized
	place: string
	address: string
	host: { name: Localized } | null
	contact: string
	interpreter: string
	transport: string
	startsAt: Date
	endsAt: Date
	zone: string
}

/** A stop as the content lines of a calendar's entry, unfolded, in one language; each in its own zone, under the same UID for ever. */
export function stopEntry(
	stop: Stop,
	{ sequence, updatedAt }: { sequence: number; updatedAt: Date },
	locale: Locale,
	link: string
): string[] {
	const title = pick(stop.title, locale)
	const place = [stop.place, stop.address].filter(Boolean).join(', ')
	const about = [
		pickText(stop.text, locale),
		stop.host && pickText(stop.host.name, locale),
		stop.contact,
		stop.interpreter && `${translate(locale, 'visit.stop.interpreter')}: ${stop.interpreter}`,
		stop.transport,
		link
	].filter(Boolean)
	return [
		'BEGIN:VEVENT',
		`UID:stop-${stop.id}@passerelle`,
		`DTSTAMP:${stamp(updatedAt)}`,
		`SEQUENCE:${sequence}`,
		`DTSTART;TZID=${stop.zone}:${clock(stop.startsAt, stop.zone)}`,
		`DTEND;TZID=${stop.zone}:${clock(stop.endsAt, stop.zone)}`,
		`SUMMARY;LANGUAGE=${title.lang}:${icalText(title.text)}`,
		`DESCRIPTION:${icalText(about.join('\n\n'))}`,
		...(place ? [`LOCATION:${icalText(place)}`] : []),
		'STATUS:CONFIRMED',
		'TRANSP:OPAQUE',
		'END:VEVENT'
	]
}
