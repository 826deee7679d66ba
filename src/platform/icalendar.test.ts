import { expect, test } from 'vitest'
import { icalendar, icalText, timeZoneLines } from './icalendar.ts'

const calendar = (over = {}) =>
	icalendar({
		name: 'Agenda, rendez-vous',
		description: 'Ce qui vient',
		address: 'https://passerelle.example/fr/events',
		timeZone: 'Europe/Sofia',
		now: new Date('2027-03-01T12:00:00Z'),
		components: [],
		...over
	}).text()

test('a calendar without events still has a component, its time zone', async () => {
	const text = await calendar()
	expect(text.startsWith('BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:')).toBe(true)
	expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true)
	expect(text).toContain('NAME:Agenda\\, rendez-vous\r\n')
	expect(text).toContain('BEGIN:VTIMEZONE\r\nTZID:Europe/Sofia\r\n')
	expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
})

test('Sofia puts its clocks forward at three on the last Sunday of March, back at four on that of October', () => {
	const lines = timeZoneLines('Europe/Sofia', new Date('2027-01-01'), new Date('2028-01-01'))
	expect(lines.slice(7)).toEqual([
		...['BEGIN:DAYLIGHT', 'DTSTART:20270328T030000', 'TZOFFSETFROM:+0200', 'TZOFFSETTO:+0300', 'END:DAYLIGHT'],
		...['BEGIN:STANDARD', 'DTSTART:20271031T040000', 'TZOFFSETFROM:+0300', 'TZOFFSETTO:+0200', 'END:STANDARD'],
		'END:VTIMEZONE'
	])
})

test('a zone whose clocks never change has one clock', () => {
	const lines = timeZoneLines('Africa/Tunis', new Date('2027-01-01'), new Date('2030-01-01'))
	expect(lines.filter((line) => line.startsWith('DTSTART'))).toEqual(['DTSTART:19700101T000000'])
	expect(lines).toContain('TZOFFSETTO:+0100')
})

test('lines are folded at 75 bytes, never inside a character', async () => {
	const text = await calendar({ name: 'Събития и срещи на службата за институционално и техническо сътрудничество 😀'.repeat(3) })
	const lines = text.split('\r\n')
	expect(lines.every((line) => Buffer.byteLength(line) <= 75)).toBe(true)
	expect(text).not.toContain('\ufffd')
	expect(text.replaceAll('\r\n ', '')).toContain('NAME:Събития и срещи')
})

test('text is escaped', () => {
	expect(icalText('a;b,c\\d\r\ne\u0007')).toBe('a\\;b\\,c\\\\d\\ne')
})
