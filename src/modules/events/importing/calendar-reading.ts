import ICAL from 'ical.js'
import { instantOf } from '#platform/calendar'
import {
	askPlausible,
	lineOf,
	MOST_EVENTS,
	Refusal,
	textOf,
	type ImportedEvent,
	type ImportedFile,
	type RefusedRow
} from './imported.ts'
import { MOST_OCCURRENCES, occurrences } from './recurrences.ts'
import { zoneOf } from './zones.ts'

/** Longer than any text we would keep; a picture inside the file is left out before this is asked. */
const LINE = 100_000
/** Rows looked at; a calendar of a whole institution is not what this is for. */
const MOST_ROWS = 2000
const MINUTE = 60_000

type Block = { row: number; lines: string[] }

/**
 * The events of an iCalendar file (RFC 5545), each read by itself, so that a broken one refuses only itself. Times without a
 * zone are those of `zone`. Throws a Refusal when there is no event in it at all.
 */
export function readCalendar(text: string, zone: string): ImportedFile {
	const { blocks, zones, zone: own, cancelled } = blocksOf(text)
	if (blocks.length === 0) throw new Refusal('event.import.no_event')
	const context = { zones, zone: (own && zoneOf(own)) ?? zone, cancelled }
	const file: ImportedFile = { events: [], refused: [], notes: [] }
	const refuse = (row: number, title: string, cause: unknown) => {
		const { key, params } = cause instanceof Refusal ? cause : new Refusal('event.import.unreadable')
		file.refused.push({ row, title, key, params })
	}
	const read: { block: Block; event: ICAL.Component; title: string }[] = []
	for (const block of blocks) {
		const title = lineOf(/^SUMMARY[^:]*:(.*)$/im.exec(block.lines.join('\n'))?.[1], 200)
		try {
			const component = new ICAL.Component(
				ICAL.parse(['BEGIN:VCALENDAR', ...block.lines, 'END:VCALENDAR'].join('\r\n')) as never[]
			)
			const event = component.getFirstSubcomponent('vevent')
			if (!event) throw new Refusal('event.import.unreadable')
			read.push({ block, event, title })
		} catch (cause) {
			refuse(block.row, title, cause)
		}
	}
	// A date of a series that was changed stands for itself, and the series leaves it out.
	const apart = new Set(read.flatMap(({ event }) => keyOf(event, 'recurrence-id')))
	for (const { block, event, title } of read) {
		try {
			for (const one of eventsOf(event, block.row, context, apart, file.notes)) {
				if (file.events.length === MOST_EVENTS) throw new Refusal('event.import.too_many', { count: MOST_EVENTS })
				file.events.push(one)
			}
		} catch (cause) {
			refuse(block.row, title, cause)
		}
	}
	return file
}

/** The events' own lines, unfolded, with which zone each name of a zone stands for. */
function blocksOf(text: string) {
	const lines = text
		.replace(/\r\n?/g, '\n')
		.replace(/\n[ \t]/g, '')
		.split('\n')
	const blocks: Block[] = []
	const zones = new Map<string, string>()
	let zone: string | null = null
	let cancelled = false
	let block: Block | null = null
	let inner = ''
	let zoneName: string | null = null
	for (const line of lines) {
		const begins = /^BEGIN:(\S+)\s*$/i.exec(line)?.[1]?.toUpperCase()
		const ends = /^END:(\S+)\s*$/i.exec(line)?.[1]?.toUpperCase()
		if (!block) {
			if (begins === 'VEVENT') {
				if (blocks.length === MOST_ROWS) throw new Refusal('event.import.too_many', { count: MOST_ROWS })
				block = { row: blocks.length + 1, lines: [line] }
			} else if (/^TZID[;:]/i.test(line)) zoneName = valueOf(line)
			else if (/^X-LIC-LOCATION[;:]/i.test(line) && zoneName) zones.set(zoneName, valueOf(line))
			else if (/^X-WR-TIMEZONE[;:]/i.test(line)) zone ??= valueOf(line)
			else if (/^METHOD[;:]\s*CANCEL\s*$/i.test(line)) cancelled = true
			continue
		}
		// Alarms and the like inside an event say nothing of it.
		if (inner) {
			if (ends === inner) inner = ''
			continue
		}
		if (begins) inner = begins
		else if (ends === 'VEVENT') {
			blocks.push({ ...block, lines: [...block.lines, line] })
			block = null
		} else if (line.trim() && !/^(ATTACH|IMAGE|X-ALT-DESC)[;:]/i.test(line)) {
			if (line.length > LINE) throw new Refusal('event.import.long_line')
			block.lines.push(line)
		}
	}
	// One that never ends is there, and cannot be read.
	if (block) blocks.push(block)
	return { blocks, zones, zone, cancelled }
}
const valueOf = (line: string) =>
	line
		.slice(line.indexOf(':') + 1)
		.trim()
		.slice(0, 200)

type Context = { zones: Map<string, string>; zone: string; cancelled: boolean }

function* eventsOf(
	event: ICAL.Component,
	row: number,
	context: Context,
	apart: ReadonlySet<string>,
	notes: RefusedRow[]
): Generator<ImportedEvent> {
	const value = (name: string) => event.getFirstPropertyValue(name)
	const words = (name: string) => {
		const found = value(name)
		return typeof found === 'string' ? found : null
	}
	const title = lineOf(words('summary'), 200)
	if (!title) throw new Refusal('event.import.no_title')
	if (context.cancelled || words('status')?.toUpperCase() === 'CANCELLED') throw new Refusal('event.import.cancelled')
	const { time: first, zone } = timeOf(event, 'dtstart', context) ?? { time: null, zone: context.zone }
	if (!first) throw new Refusal('event.import.no_date')
	const lasts = durationOf(event, first, zone, context)
	const uid = words('uid')
	const rules = event.getAllProperties('rrule')
	if (rules.length > 1) throw new Refusal('event.import.rule')
	const rule = rules[0]?.getFirstValue()
	const { dates, more } = rule instanceof ICAL.Recur ? occurrences(rule, first) : { dates: [first], more: false }
	if (more) notes.push({ row, title, key: 'event.import.endless', params: { count: MOST_OCCURRENCES } })
	const without = new Set(
		event.getAllProperties('exdate').flatMap((property) => property.getValues().map((date) => String(date).slice(0, 16)))
	)
	const changed = event.getFirstProperty('recurrence-id') !== null
	const conference = words('conference')
	const [lat, lon] = placeOf(value('geo'))
	for (const date of dates) {
		if (rule && (without.has(String(date).slice(0, 16)) || (!changed && apart.has(`${uid} ${String(date).slice(0, 16)}`))))
			continue
		const startsAt = instant(date, zone)
		const endsAt = new Date(startsAt.getTime() + lasts)
		askPlausible(startsAt, endsAt)
		yield {
			row,
			title,
			text: textOf(words('description'), 12_000),
			place: lineOf(words('location'), 200),
			startsAt,
			endsAt,
			zone,
			lat,
			lon,
			onlineUrl: conference && /^https?:\/\/[^\s]{4,480}$/.test(conference) && URL.canParse(conference) ? conference : null,
			sessions: []
		}
	}
}

/** `uid date` of a property, none where it is not there. */
const keyOf = (event: ICAL.Component, name: string): string[] => {
	const date = event.getFirstPropertyValue(name)
	return date ? [`${String(event.getFirstPropertyValue('uid'))} ${String(date).slice(0, 16)}`] : []
}

/** A property's time and the zone it is in; null where there is none. Throws a Refusal for a zone nobody knows. */
function timeOf(event: ICAL.Component, name: string, { zones, zone }: Context): { time: ICAL.Time; zone: string } | null {
	const property = event.getFirstProperty(name)
	const time = property?.getFirstValue()
	if (!property || !(time instanceof ICAL.Time)) return null
	// The library makes the 9th of April out of a 99th of January.
	if (String(property.jCal[3]) !== String(time)) throw new Refusal('event.import.no_date')
	if (String(time).endsWith('Z')) return { time, zone: 'UTC' }
	const named = property.getParameter('tzid')
	if (typeof named !== 'string' || time.isDate) return { time, zone }
	const meant = zoneOf(named) ?? zoneOf(zones.get(named) ?? '')
	if (!meant) throw new Refusal('event.import.zone', { zone: lineOf(named, 60) })
	return { time, zone: meant }
}

/** An instant by the clock of a zone; a day is its first minute. Throws a Refusal for a date that is none. */
function instant(time: ICAL.Time, zone: string): Date {
	const two = (value: number) => String(value).padStart(2, '0')
	try {
		const day = `${String(time.year).padStart(4, '0')}-${two(time.month)}-${two(time.day)}`
		return instantOf(`${day}T${time.isDate ? '00:00' : `${two(time.hour)}:${two(time.minute)}`}`, zone)
	} catch {
		throw new Refusal('event.import.no_date')
	}
}

/** How long it lasts, in milliseconds: until its end, or its duration; a day where only the day is said, else nothing. */
function durationOf(event: ICAL.Component, first: ICAL.Time, zone: string, context: Context): number {
	const end = timeOf(event, 'dtend', context)
	// The end of whole days is the day after: the last minute before it is theirs.
	if (end) return instant(end.time, end.zone).getTime() - instant(first, zone).getTime() - (end.time.isDate ? MINUTE : 0)
	const duration = event.getFirstPropertyValue('duration')
	const lasts = duration instanceof ICAL.Duration ? duration.toSeconds() * 1000 : first.isDate ? 86_400_000 : 0
	return first.isDate ? lasts - MINUTE : lasts
}

function placeOf(geo: unknown): [number, number] | [null, null] {
	const [lat, lon] = Array.isArray(geo) ? geo.map(Number) : []
	return lat !== undefined && lon !== undefined && Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? [lat, lon] : [null, null]
}
