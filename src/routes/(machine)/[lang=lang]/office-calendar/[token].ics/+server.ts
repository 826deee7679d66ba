import { clock, stamp } from '#modules/events/calendar-entries'
import { officeCalendar, type CalendarEntry } from '#modules/steering/shared-calendar.server'
import { icalendar, icalText } from '#platform/icalendar'
import { pick, translate, type Locale } from '#platform/i18n'
import { programme } from '#programme/programme'
import { address } from '../../../open.ts'
import type { RequestHandler } from './$types'

const days = (day: string) => day.replaceAll('-', '')
const dayAfter = (day: string) => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)

/** An hour where there is one, else the whole day. */
const when = ({ at, until, day, lastDay }: CalendarEntry): string[] => {
	const zone = programme.timeZone
	if (!at) return [`DTSTART;VALUE=DATE:${days(day)}`, `DTEND;VALUE=DATE:${days(dayAfter(lastDay))}`]
	return [`DTSTART;TZID=${zone}:${clock(at, zone)}`, ...(until ? [`DTEND;TZID=${zone}:${clock(until, zone)}`] : [])]
}

const component = (entry: CalendarEntry, locale: Locale, now: Date): string[] => {
	const title = pick(entry.title, locale)
	return [
		'BEGIN:VEVENT',
		`UID:office-${entry.what}-${entry.id}@passerelle`,
		`DTSTAMP:${stamp(now)}`,
		...when(entry),
		`SUMMARY:${icalText(`${translate(locale, `calendar.what.${entry.what}`)}${title.text ? ` – ${title.text}` : ''}`)}`,
		`CATEGORIES:${icalText(translate(locale, `calendar.kind.${entry.kind}`))}`,
		`URL:${address(`/${locale}${entry.href}`)}`,
		entry.kind === 'event' ? 'TRANSP:OPAQUE' : 'TRANSP:TRANSPARENT',
		'END:VEVENT'
	]
}

/** The shared calendar of the services behind a secret address: kept by nobody on the way. */
export const GET: RequestHandler = async ({ params: { lang, token }, locals: { ctx } }) => {
	const entries = await officeCalendar(ctx, token)
	const response = icalendar({
		name: `${translate(lang, 'site.name')} – ${translate(lang, 'office.nav.calendar')}`,
		description: translate(lang, 'calendar.lead'),
		address: address(`/${lang}/office/calendar`),
		timeZone: programme.timeZone,
		now: ctx.now,
		components: entries.map((entry) => component(entry, lang, ctx.now))
	})
	response.headers.set('cache-control', 'private, no-store')
	response.headers.set('referrer-policy', 'no-referrer')
	response.headers.set('x-robots-tag', 'noindex')
	return response
}
