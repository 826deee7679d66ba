import { expect, test } from 'vitest'
import { nextRun } from './cron.ts'

// A Monday, 14:00 in Sofia.
const now = new Date('2027-03-01T12:00:00Z')

test.for([
	['20 3 * * *', '2027-03-02T01:20:00.000Z'],
	['0 15 * * *', '2027-03-01T13:00:00.000Z'],
	// The minute itself is past.
	['0 14 * * *', '2027-03-02T12:00:00.000Z'],
	['*/15 * * * *', '2027-03-01T12:15:00.000Z'],
	['0,30 9-10 * * *', '2027-03-02T07:00:00.000Z'],
	['0 8 * * 7', '2027-03-07T06:00:00.000Z'],
	['0 8 1 * *', '2027-04-01T05:00:00.000Z'],
	// Either the 20th or a Wednesday.
	['0 8 20 * 3', '2027-03-03T06:00:00.000Z'],
	['0 8 29 2 *', '2028-02-29T06:00:00.000Z'],
	// The clocks go from 3 to 4 that night.
	['30 3 28 3 *', '2027-03-28T01:30:00.000Z']
] as const)('%s next comes round at %s', ([cron, at]) => {
	expect(nextRun(cron, 'Europe/Sofia', now)?.toISOString()).toBe(at)
})

test('a day that does not exist never comes', () => {
	expect(nextRun('0 0 31 2 *', 'Europe/Sofia', now)).toBeNull()
})

test.for(['every day', '* * * *', '61x * * * *', '-5 * * * *'])('%j is not a cron line', (cron) => {
	expect(() => nextRun(cron, 'Europe/Sofia', now)).toThrow(RangeError)
})
