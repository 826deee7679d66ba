import { describe, expect, test } from 'vitest'
import { readEventFile } from './event-file.ts'
import { Refusal } from './imported.ts'

const ZONE = 'Europe/Sofia'
const read = (text: string) => readEventFile(text, ZONE)
const refusal = (text: string) => {
	try {
		read(text)
	} catch (cause) {
		if (cause instanceof Refusal) return cause.key
		throw cause
	}
	return null
}
const calendar = (...lines: string[]) => ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR'].join('\r\n')
const event = (...lines: string[]) => ['BEGIN:VEVENT', 'UID:one', 'SUMMARY:Réunion', ...lines, 'END:VEVENT']
const starts = (text: string) => read(text).events.map(({ startsAt }) => startsAt.toISOString().slice(0, 16))
const why = (text: string) => read(text).refused.map(({ key }) => key)

describe('a calendar', () => {
	test('is read in its own zones, whatever a program calls them', () => {
		const at = (zone: string) => starts(calendar(...event(`DTSTART${zone}:20270601T090000`)))
		expect(at(';TZID=Europe/Paris')).toEqual(['2027-06-01T07:00'])
		expect(at(';TZID=FLE Standard Time')).toEqual(['2027-06-01T06:00'])
		expect(at(';TZID=/freeassociation.sourceforge.net/Tzfile/Europe/Paris')).toEqual(['2027-06-01T07:00'])
		expect(at('')).toEqual(['2027-06-01T06:00'])
		expect(starts(calendar('X-WR-TIMEZONE:Europe/Paris', ...event('DTSTART:20270601T090000')))).toEqual(['2027-06-01T07:00'])
		expect(starts(calendar(...event('DTSTART:20270601T090000Z')))).toEqual(['2027-06-01T09:00'])
		expect(why(calendar(...event('DTSTART;TZID=Mars/Olympus:20270601T090000')))).toEqual(['event.import.zone'])
	})

	test('takes whole days to the last minute of the last', () => {
		const [one] = read(calendar(...event('DTSTART;VALUE=DATE:20270601', 'DTEND;VALUE=DATE:20270603'))).events
		expect([one!.startsAt, one!.endsAt]).toEqual([new Date('2027-05-31T21:00Z'), new Date('2027-06-02T20:59Z')])
	})

	test('stops a recurrence without end after a year of weeks, and says so', () => {
		const file = read(calendar(...event('DTSTART:20270601T090000Z', 'RRULE:FREQ=DAILY')))
		expect(file.events).toHaveLength(53)
		expect(file.notes).toMatchObject([{ key: 'event.import.endless' }])
	})

	test('leaves out the dates of a series that were struck out or moved', () => {
		const text = calendar(
			...event('DTSTART:20270601T090000Z', 'RRULE:FREQ=WEEKLY;COUNT=4', 'EXDATE:20270608T090000Z'),
			...event('RECURRENCE-ID:20270615T090000Z', 'DTSTART:20270616T100000Z')
		)
		expect(starts(text)).toEqual(['2027-06-01T09:00', '2027-06-22T09:00', '2027-06-16T10:00'])
	})

	test.for([
		'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
		'FREQ=DAILY;INTERVAL=7;BYDAY=MO',
		'FREQ=SECONDLY',
		'FREQ=MONTHLY;INTERVAL=12;BYMONTH=5',
		'FREQ=YEARLY;BYDAY=53MO',
		'FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6'
	])('refuses at once the rule %s, which has no next date or too many', (rule) => {
		expect(why(calendar(...event('DTSTART:20270601T090000Z', `RRULE:${rule}`)))).toEqual(['event.import.rule'])
	})

	test('refuses only the rows that are broken', () => {
		const text = calendar(
			...event('DTSTART:20270601T090000Z', 'DTEND:20270601T080000Z'),
			...event('DTSTART:20271399T090000Z'),
			...event('DTSTART:20270601T090000Z', 'STATUS:CANCELLED'),
			'BEGIN:VEVENT',
			'UID:two',
			'DTSTART:20270601T090000Z',
			'END:VEVENT',
			...event('DTSTART:20270602T090000Z')
		)
		expect(starts(text)).toEqual(['2027-06-02T09:00'])
		expect(why(text)).toEqual(['error.event.dates', expect.any(String), 'event.import.cancelled', 'event.import.no_title'])
	})

	test('survives lines of a megabyte: a picture is left out, words refuse the file', () => {
		const long = 'A'.repeat(1024 * 1024)
		expect(
			read(calendar(...event('DTSTART:20270601T090000Z', `ATTACH;ENCODING=BASE64;VALUE=BINARY:${long}`))).events
		).toHaveLength(1)
		expect(refusal(calendar(...event('DTSTART:20270601T090000Z', `DESCRIPTION:${long}`)))).toBe('event.import.long_line')
		expect(refusal(long)).toBe('event.import.unknown')
	})
})

describe('a schedule', () => {
	const json = (...lectures: unknown[]) =>
		JSON.stringify({
			schedule: {
				conference: {
					title: 'Journées de l’eau',
					time_zone_name: 'Europe/Paris',
					days: [{ date: '2027-06-01', rooms: { 'Salle A': lectures } }]
				}
			}
		})
	const talk = {
		title: 'Fuites',
		start: '09:30',
		duration: '00:45',
		language: 'fr',
		persons: [{ public_name: 'Агнес Примерова' }]
	}

	test('in JSON is one event with its sessions', () => {
		expect(read(json(talk, { ...talk, title: '' }, { ...talk, start: 'soon' }, 7))).toMatchObject({
			events: [
				{
					title: 'Journées de l’eau',
					startsAt: new Date('2027-06-01T07:30Z'),
					endsAt: new Date('2027-06-01T08:15Z'),
					zone: 'Europe/Paris',
					sessions: [{ title: 'Fuites', room: 'Salle A', language: 'fr', speakers: ['Агнес Примерова'] }]
				}
			],
			refused: [
				{ row: 2, key: 'event.import.no_title' },
				{ row: 3, key: 'event.import.no_date' },
				{ row: 4, key: 'event.import.unreadable' }
			]
		})
		expect(refusal(json())).toBe('event.import.no_session')
	})

	test('in XML says the same', () => {
		const xml = `<?xml version="1.0"?><schedule><conference><title>Journées de l’eau</title>
			<time_zone_name>Europe/Paris</time_zone_name></conference><day date="2027-06-01"><room name="Salle A"><event id="1">
			<start>09:30</start><duration>00:45</duration><title>Fuites</title><language>fr</language>
			<persons><person id="1">Агнес Примерова</person></persons></event></room></day></schedule>`
		expect(read(xml).events).toEqual(read(json(talk)).events)
	})

	test('that is a bomb, a well or something else is refused', () => {
		const bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><schedule>&b;</schedule>'
		for (const text of [bomb, '<a>'.repeat(100_000), '<html></html>', '['.repeat(100_000), '{"schedule":{}}', '{}'])
			expect(refusal(text)).toMatch(/^event\.import\.(unreadable|no_schedule)$/)
	})
})
