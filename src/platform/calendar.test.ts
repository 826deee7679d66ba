import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
	addWorkingDays,
	countWorkingDays,
	deadlineParts,
	type HolidayCalendar,
	holidays,
	instantOf,
	isWorkingDay,
	later,
	localDate,
	localDateTime,
	orthodoxEaster,
	westernEaster,
	zoned
} from './calendar.ts'

const here: HolidayCalendar = {
	country: 'HR',
	weekend: 'given-back',
	rules: [
		{ key: 'spring', on: '05-02' },
		{ key: 'day-after', on: '05-03' },
		{ key: 'easter', easter: 'orthodox', offset: 0, moves: false }
	],
	declared: [{ date: '2026-05-04', key: 'declared' }]
}
const there: HolidayCalendar = { country: 'TH', weekend: 'lost', rules: [{ key: 'autumn', on: '05-07' }], declared: [] }

describe('Easter', () => {
	test.for<[number, string, string]>([
		[1961, '1961-04-02', '1961-04-09'],
		[2000, '2000-04-23', '2000-04-30'],
		[2024, '2024-03-31', '2024-05-05'],
		[2025, '2025-04-20', '2025-04-20'],
		[2026, '2026-04-05', '2026-04-12'],
		[2027, '2027-03-28', '2027-05-02'],
		[2028, '2028-04-16', '2028-04-16'],
		[2038, '2038-04-25', '2038-04-25'],
		[2100, '2100-03-28', '2100-05-02']
	])('of %i is on %s in the West and on %s in the East', ([year, western, orthodox]) => {
		expect([westernEaster(year), orthodoxEaster(year)]).toEqual([western, orthodox])
	})

	test('is always a Sunday, and never earlier in the East', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1900, max: 2199 }), (year) => {
				for (const easter of [westernEaster(year), orthodoxEaster(year)]) expect(new Date(easter).getUTCDay()).toBe(0)
				expect(orthodoxEaster(year) >= westernEaster(year)).toBe(true)
			})
		)
	})
})

describe('holidays', () => {
	test('on a weekend are given back one after the other, past days already off', () => {
		expect(holidays(here, 2026)).toEqual([
			{ key: 'easter', date: '2026-04-12' },
			{ key: 'spring', date: '2026-05-02' },
			{ key: 'day-after', date: '2026-05-03' },
			{ key: 'declared', date: '2026-05-04' },
			{ key: 'spring', date: '2026-05-05', inLieuOf: '2026-05-02' },
			{ key: 'day-after', date: '2026-05-06', inLieuOf: '2026-05-03' }
		])
	})

	test('are lost where the calendar says so', () => {
		expect(holidays(there, 2028)).toEqual([{ key: 'autumn', date: '2028-05-07' }])
	})
})

test('a holiday at the end of a year is given back in the next one', () => {
	const calendar: HolidayCalendar = {
		country: 'NY',
		weekend: 'given-back',
		rules: [
			{ key: 'first', on: '01-01' },
			{ key: 'second', on: '01-02' },
			{ key: 'last', on: '12-31' }
		],
		declared: []
	}
	expect(isWorkingDay('2028-01-03', calendar)).toBe(false)
	expect(isWorkingDay('2023-01-03', calendar)).toBe(false)
	expect(isWorkingDay('2023-01-04', calendar)).toBe(false)
	expect(isWorkingDay('2023-01-05', calendar)).toBe(true)
})

describe('working days', () => {
	test('are neither weekends nor holidays', () => {
		expect(isWorkingDay('2026-05-02', there)).toBe(false)
		expect(isWorkingDay('2026-05-04', here)).toBe(false)
		expect(isWorkingDay('2026-05-04', there)).toBe(true)
		expect(countWorkingDays('2026-05-04', '2026-05-08', here)).toBe(2)
		expect(countWorkingDays('2026-05-08', '2026-05-04', here)).toBe(0)
	})

	test('are counted where both sides work', () => {
		expect(addWorkingDays('2026-04-30', 1, [here])).toBe('2026-05-01')
		expect(addWorkingDays('2026-05-01', 1, [here])).toBe('2026-05-07')
		expect(addWorkingDays('2026-05-01', 1, [here, there])).toBe('2026-05-08')
		expect(addWorkingDays('2026-05-08', -1, [here, there])).toBe('2026-05-01')
		expect(addWorkingDays('2026-05-01', 1, [])).toBe('2026-05-04')
	})

	test('zero of them is the day itself, or the next one worked', () => {
		expect(addWorkingDays('2026-05-01', 0, [here])).toBe('2026-05-01')
		expect(addWorkingDays('2026-05-02', 0, [here, there])).toBe('2026-05-08')
	})

	test('added and taken away come back to the same day', () => {
		const day = fc.integer({ min: 0, max: 3650 }).map((n) => new Date(Date.UTC(2024, 0, 1 + n)).toISOString().slice(0, 10))
		fc.assert(
			fc.property(day, fc.integer({ min: 0, max: 60 }), (date, n) => {
				const start = addWorkingDays(date, 0, [here, there])
				expect(addWorkingDays(addWorkingDays(start, n, [here, there]), -n, [here, there])).toBe(start)
			})
		)
	})

	test('refuse what is no date or no number of days', () => {
		expect(() => addWorkingDays('2026-02-30', 1, [here])).toThrow(RangeError)
		expect(() => addWorkingDays('2026-02-03', 0.5, [here])).toThrow(RangeError)
	})
})

describe('instants', () => {
	test('are read in the zone they were typed in, and shown back', () => {
		const summer = instantOf('2026-06-01T12:00', 'Europe/Sofia')
		expect(summer.toISOString()).toBe('2026-06-01T09:00:00.000Z')
		expect(instantOf('2026-01-15T12:00', 'Europe/Sofia').toISOString()).toBe('2026-01-15T10:00:00.000Z')
		expect(localDateTime(summer, 'Europe/Paris')).toBe('2026-06-01T11:00')
		expect(localDate(new Date('2026-06-01T22:30:00Z'), 'Europe/Sofia')).toBe('2026-06-02')
		expect(zoned(summer, 'Europe/Sofia').hour).toBe(12)
	})

	test('in an hour the clocks skip or repeat have one answer', () => {
		expect(instantOf('2026-03-29T03:30', 'Europe/Sofia').toISOString()).toBe('2026-03-29T01:30:00.000Z')
		expect(instantOf('2026-10-25T03:30', 'Europe/Sofia').toISOString()).toBe('2026-10-25T00:30:00.000Z')
	})

	test('that are no date and time are refused', () => {
		for (const text of ['', 'tomorrow', '2026-02-30T10:00', '2026-06-01T25:00'])
			expect(() => instantOf(text, 'Europe/Sofia'), text).toThrow(RangeError)
	})

	test('a month later are at the same time of the clock', () => {
		const before = instantOf('2026-03-01T17:00', 'Europe/Sofia')
		expect(localDateTime(later(before, { months: 1 }, 'Europe/Sofia'), 'Europe/Sofia')).toBe('2026-04-01T17:00')
	})
})

describe('a deadline', () => {
	const zones = { timeZone: 'Europe/Sofia', secondTimeZone: 'Europe/Paris' }

	test.for<['fr' | 'bg' | 'en', string]>([
		['fr', '1 juin 2026'],
		['bg', '1 юни 2026 г.'],
		['en', '1 June 2026']
	])('in %s gives both times and the one date', ([locale, date]) => {
		const parts = deadlineParts(instantOf('2026-06-01T12:00', 'Europe/Sofia'), { locale, ...zones })
		expect({ ...parts, date: parts.date.replace(/\s/gu, ' ') }).toEqual({
			date,
			time: '12:00',
			timeZone: 'Europe/Sofia',
			secondDate: null,
			secondTime: '11:00',
			secondTimeZone: 'Europe/Paris',
			iso: '2026-06-01T12:00:00+03:00'
		})
	})

	test('just after midnight gives the other date too', () => {
		expect(deadlineParts(instantOf('2026-06-02T00:30', 'Europe/Sofia'), { locale: 'fr', ...zones })).toMatchObject({
			date: '2 juin 2026',
			time: '00:30',
			secondDate: '1 juin 2026',
			secondTime: '23:30'
		})
	})
})
