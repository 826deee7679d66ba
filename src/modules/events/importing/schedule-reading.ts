import { parseXml, XmlElement } from '@rgrove/parse-xml'
import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { instantOf } from '#platform/calendar'
import { workingLanguages } from '#programme/languages'
import { MOST_SESSIONS, MOST_SPEAKERS } from '../programme-schema.ts'
import { askPlausible, lineOf, Refusal, textOf, type ImportedFile, type ImportedSession } from './imported.ts'
import { zoneOf } from './zones.ts'

const words = z.preprocess((value) => (typeof value === 'string' || typeof value === 'number' ? String(value) : ''), z.string())
const lecture = z.object({
	title: words,
	date: words,
	start: words,
	duration: words,
	abstract: words,
	description: words,
	track: z.preprocess(
		(value) => (value && typeof value === 'object' && 'name' in value ? (value as { name: unknown }).name : value),
		words
	),
	language: words,
	persons: z.preprocess((value) => (Array.isArray(value) ? value : []), z.array(z.unknown()))
})
type Lecture = z.output<typeof lecture>
/** What is read of both forms of a schedule; whatever else they say is left. */
const schedule = z.object({
	conference: z.object({
		title: words,
		description: words,
		time_zone_name: words,
		days: z.array(z.object({ date: words, rooms: z.record(z.string(), z.array(z.unknown())) }))
	})
})
type Schedule = z.output<typeof schedule>

/** A schedule as pretalx and frab write it in JSON (https://c3voc.de/schedule/schema.json): one event with its sessions. */
export function readScheduleJson(text: string, zone: string): ImportedFile {
	let given: unknown
	try {
		given = JSON.parse(text)
	} catch {
		throw new Refusal('event.import.unreadable')
	}
	const parsed = z.object({ schedule }).safeParse(given)
	if (!parsed.success) throw new Refusal('event.import.no_schedule')
	return eventOf(parsed.data.schedule, zone)
}

/** The same in XML, as frab first wrote it. */
export function readScheduleXml(text: string, zone: string): ImportedFile {
	let root: XmlElement | null
	try {
		// Entities a document declares for itself are refused: they are how a small file becomes an endless one.
		root = parseXml(text).root
	} catch {
		throw new Refusal('event.import.unreadable')
	}
	if (root?.name !== 'schedule') throw new Refusal('event.import.no_schedule')
	const conference = child(root, 'conference')
	const days = children(root, 'day').map((day) => ({
		date: day.attributes.date ?? '',
		rooms: Object.fromEntries(
			children(day, 'room').map((room) => [room.attributes.name ?? '', children(room, 'event').map(lectureOf)])
		)
	}))
	const parsed = schedule.safeParse({
		conference: {
			title: wordsOf(conference, 'title'),
			description: '',
			time_zone_name: wordsOf(conference, 'time_zone_name'),
			days
		}
	})
	if (!parsed.success) throw new Refusal('event.import.no_schedule')
	return eventOf(parsed.data, zone)
}

const children = (element: XmlElement | undefined, name: string) =>
	(element?.children ?? []).filter((each): each is XmlElement => each instanceof XmlElement && each.name === name)
const child = (element: XmlElement | undefined, name: string) => children(element, name)[0]
const wordsOf = (element: XmlElement | undefined, name: string) => child(element, name)?.text.trim() ?? ''
const lectureOf = (event: XmlElement) => ({
	...Object.fromEntries(
		['title', 'date', 'start', 'duration', 'abstract', 'description', 'track', 'language'].map((name) => [
			name,
			wordsOf(event, name)
		])
	),
	persons: children(child(event, 'persons'), 'person').map((person) => ({ public_name: person.text.trim() }))
})

function eventOf({ conference }: Schedule, fallback: string): ImportedFile {
	const title = lineOf(conference.title, 200)
	if (!title) throw new Refusal('event.import.no_title')
	const zone = conference.time_zone_name ? zoneOf(conference.time_zone_name) : fallback
	if (!zone) throw new Refusal('event.import.zone', { zone: lineOf(conference.time_zone_name, 60) })
	const file: ImportedFile = { events: [], refused: [], notes: [] }
	const sessions: ImportedSession[] = []
	const names = new Set<string>()
	let row = 0
	for (const { date, rooms } of conference.days)
		for (const [room, lectures] of Object.entries(rooms))
			for (const given of lectures) {
				row++
				const parsed = lecture.safeParse(given)
				const name = parsed.success ? lineOf(parsed.data.title, 250) : ''
				try {
					if (!parsed.success) throw new Refusal('event.import.unreadable')
					if (sessions.length === MOST_SESSIONS) throw new Refusal('event.import.too_many', { count: MOST_SESSIONS })
					const session = sessionOf(parsed.data, { name, date, room, zone })
					const speakers = new Set([...names, ...session.speakers])
					if (speakers.size > MOST_SPEAKERS) throw new Refusal('event.import.too_many', { count: MOST_SPEAKERS })
					for (const speaker of session.speakers) names.add(speaker)
					sessions.push(session)
				} catch (cause) {
					const { key, params } = cause instanceof Refusal ? cause : new Refusal('event.import.unreadable')
					file.refused.push({ row, title: name, key, params })
				}
			}
	if (sessions.length === 0) throw new Refusal('event.import.no_session')
	const startsAt = new Date(Math.min(...sessions.map((session) => session.startsAt.getTime())))
	const endsAt = new Date(Math.max(...sessions.map((session) => session.endsAt.getTime())))
	askPlausible(startsAt, endsAt)
	file.events.push({
		row: 1,
		title,
		text: textOf(conference.description, 12_000),
		place: '',
		startsAt,
		endsAt,
		zone,
		lat: null,
		lon: null,
		onlineUrl: null,
		sessions
	})
	return file
}

function sessionOf(
	{ date, start, duration, abstract, description, track, language, persons }: Lecture,
	about: { name: string; date: string; room: string; zone: string }
): ImportedSession {
	if (!about.name) throw new Refusal('event.import.no_title')
	const startsAt = begins(date, start, about)
	const lasts = /^(?:(\d{1,3}):)?(\d{1,2}):(\d{2})$/.exec(duration.trim())
	if (!lasts) throw new Refusal('event.import.no_date')
	const minutes = Number(lasts[1] ?? 0) * 1440 + Number(lasts[2]) * 60 + Number(lasts[3])
	const endsAt = new Date(startsAt.getTime() + minutes * 60_000)
	askPlausible(startsAt, endsAt)
	const code = language.trim().toLowerCase().split(/[-_]/)[0]!
	const name = (person: unknown) =>
		person && typeof person === 'object'
			? ['public_name', 'name', 'full_public_name']
					.map((key) => lineOf((person as Record<string, unknown>)[key], 200))
					.find((found) => found !== '')
			: lineOf(person, 200)
	return {
		title: about.name,
		text: textOf(
			[abstract, description === abstract ? '' : description]
				.map((part) => part.trim())
				.filter(Boolean)
				.join('\n\n'),
			4000
		),
		track: lineOf(track, 80),
		room: lineOf(about.room, 80),
		startsAt,
		endsAt,
		language: (workingLanguages as readonly string[]).includes(code) ? code : null,
		speakers: [...new Set(persons.map(name).filter((found) => found !== undefined && found !== ''))].slice(0, 40) as string[]
	}
}

/** The full date of the session where it has one, else its hour on the day it stands under. */
function begins(date: string, start: string, about: { date: string; zone: string }): Date {
	try {
		if (/[Tt].*([Zz]|[+-]\d\d:?\d\d)$/.test(date)) return new Date(Temporal.Instant.from(date).epochMilliseconds)
		if (/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(date)) return instantOf(date, about.zone)
		if (/^\d\d:\d\d$/.test(start)) return instantOf(`${about.date.slice(0, 10)}T${start}`, about.zone)
	} catch {
		// Not a date: the same answer as for none.
	}
	throw new Refusal('event.import.no_date')
}
