import { describe, expect, test } from 'vitest'
import { countWorkingDays, holidays, workingDays } from '#platform/calendar'
import { bulgarianHolidays, frenchHolidays, holidayCalendars, holidayNames } from './holidays.ts'

const dates = (country: string, year: number) => {
	const calendar = holidayCalendars[country]
	return calendar ? [...new Set(holidays(calendar, year).map((holiday) => holiday.date.slice(5)))].join(' ') : ''
}

describe('the public holidays of Bulgaria', () => {
	test.for<[number, string]>([
		[2026, '01-01 01-02 03-03 04-10 04-11 04-12 04-13 05-01 05-06 05-24 05-25 09-06 09-07 09-22 12-24 12-25 12-26 12-28'],
		[2027, '01-01 03-03 04-30 05-01 05-02 05-03 05-04 05-06 05-24 09-06 09-22 12-24 12-25 12-26 12-27 12-28'],
		[2028, '01-01 01-03 03-03 04-14 04-15 04-16 04-17 05-01 05-06 05-08 05-24 09-06 09-22 12-24 12-25 12-26 12-27']
	])('are the published ones in %i', ([year, expected]) => {
		expect(dates('BG', year)).toBe(expected)
	})

	test('leave the published number of working days', () => {
		expect(workingDays(2026, bulgarianHolidays)).toBe(248)
		expect(countWorkingDays('2026-05-01', '2026-05-31', bulgarianHolidays)).toBe(18)
	})

	test('say which holiday a day off gives back', () => {
		expect(holidays(bulgarianHolidays, 2026)).toContainEqual({
			date: '2026-05-25',
			key: 'education-and-culture',
			inLieuOf: '2026-05-24'
		})
	})
})

describe('the public holidays of France', () => {
	test.for<[number, string]>([
		[2026, '01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25'],
		[2027, '01-01 03-29 05-01 05-06 05-08 05-17 07-14 08-15 11-01 11-11 12-25'],
		[2028, '01-01 04-17 05-01 05-08 05-25 06-05 07-14 08-15 11-01 11-11 12-25']
	])('are the published ones in %i', ([year, expected]) => {
		expect(dates('FR', year)).toBe(expected)
	})
})

test('every holiday has a name', () => {
	const keys = [bulgarianHolidays, frenchHolidays].flatMap((calendar) =>
		[...calendar.rules, ...calendar.declared].map((rule) => rule.key)
	)
	expect(new Set(Object.keys(holidayNames))).toEqual(new Set(keys))
})
