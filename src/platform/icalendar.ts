import { zoned } from './calendar.ts'

/** Text in a calendar's property (RFC 5545 §3.3.11). */
export const icalText = (text: string) =>
	text
		.replace(/\r\n?/g, '\n')
		// eslint-disable-next-line no-control-regex -- a content line may hold none of them
		.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
		.replace(/[\\;,]/g, '\\$&')
		.replaceAll('\n', '\\n')

const encoder = new TextEncoder()

/** A content line of at most 75 bytes, its rest on lines that begin with a space; a character is never cut. */
function fold(line: string): string {
	let folded = ''
	let room = 75
	for (const character of line) {
		const bytes = encoder.encode(character).length
		if (bytes > room) {
			folded += '\r\n '
			room = 74
		}
		folded += character
		room -= bytes
	}
	return folded
}

const clock = (instant: Date, timeZone: string) =>
	zoned(instant, timeZone).toPlainDateTime().toString({ smallestUnit: 'second' }).replace(/[-:]/g, '')

/** `+0200`, from an offset in nanoseconds. */
function offset(nanoseconds: number) {
	const minutes = Math.round(Math.abs(nanoseconds) / 60e9)
	const two = (value: number) => String(value).padStart(2, '0')
	return `${nanoseconds < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`
}

/** The zone's changes of clock from one instant to another, and the clock before the first, as VTIMEZONE lines. */
export function timeZoneLines(timeZone: string, from: Date, to: Date): string[] {
	const lines = ['BEGIN:VTIMEZONE', `TZID:${timeZone}`]
	const observance = (start: string, before: number, after: number) =>
		lines.push(
			...(after > before ? ['BEGIN:DAYLIGHT'] : ['BEGIN:STANDARD']),
			`DTSTART:${start}`,
			`TZOFFSETFROM:${offset(before)}`,
			`TZOFFSETTO:${offset(after)}`,
			...(after > before ? ['END:DAYLIGHT'] : ['END:STANDARD'])
		)
	let at = zoned(from, timeZone)
	observance('19700101T000000', at.offsetNanoseconds, at.offsetNanoseconds)
	for (;;) {
		const next = at.getTimeZoneTransition('next')
		if (!next || next.epochMilliseconds > to.getTime()) break
		const before = next.subtract({ nanoseconds: 1 }).offsetNanoseconds
		// The onset is written in the clock that ends with it.
		const onset = new Date(next.epochMilliseconds + before / 1e6)
		if (before !== next.offsetNanoseconds) observance(clock(onset, 'UTC'), before, next.offsetNanoseconds)
		at = next
	}
	return [...lines, 'END:VTIMEZONE']
}

/**
 * A calendar (RFC 5545) with its time zone, which also makes it valid while it holds no event: a calendar without any
 * component is not one. `components` are content lines, unfolded.
 */
export function icalendar({
	name,
	description,
	address,
	timeZone,
	otherZones = [],
	since,
	method = 'PUBLISH',
	now,
	components
}: {
	name: string
	description: string
	address: string
	timeZone: string
	/** Zones its events are in besides. */
	otherZones?: readonly string[]
	/** The earliest instant in it, when that is before last year. */
	since?: Date
	/** `CANCEL` for the entry of one event that was called off. */
	method?: 'PUBLISH' | 'CANCEL'
	now: Date
	components: string[][]
}): Response {
	// Whole years: the same text all year, and every event a calendar shows lies within.
	const from = new Date(Date.UTC(Math.min(now.getUTCFullYear(), since?.getUTCFullYear() ?? now.getUTCFullYear()) - 1, 0, 1))
	const to = new Date(Date.UTC(now.getUTCFullYear() + 4, 0, 1))
	const lines = [
		'BEGIN:VCALENDAR',
		'VERSION:2.0',
		'PRODID:-//Passerelle//Events//EN',
		'CALSCALE:GREGORIAN',
		`METHOD:${method}`,
		`NAME:${icalText(name)}`,
		`X-WR-CALNAME:${icalText(name)}`,
		`X-WR-TIMEZONE:${timeZone}`,
		`DESCRIPTION:${icalText(description)}`,
		`URL:${address}`,
		'REFRESH-INTERVAL;VALUE=DURATION:PT6H',
		...[...new Set([timeZone, ...otherZones])].flatMap((zone) => timeZoneLines(zone, from, to)),
		...components.flat(),
		'END:VCALENDAR'
	]
	return new Response(lines.map((line) => `${fold(line)}\r\n`).join(''), {
		headers: { 'content-type': 'text/calendar; charset=utf-8' }
	})
}
