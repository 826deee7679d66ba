import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allowancesOf, monthsLater, monthsOf } from './allowances.ts'

const day = fc
	.date({ min: new Date('2020-01-01'), max: new Date('2035-12-31'), noInvalidDate: true })
	.map((at) => at.toISOString().slice(0, 10))
const stay = fc.tuple(day, fc.integer({ min: 0, max: 1000 })).map(([startsOn, days]) => ({
	startsOn,
	endsOn: new Date(Date.parse(startsOn) + days * 86_400_000).toISOString().slice(0, 10)
}))

describe('the months of a stay', () => {
	test('begin on its first day, keep to the end of short months, and end with it', () => {
		expect(monthsLater('2027-01-31', 1)).toBe('2027-02-28')
		expect(monthsLater('2027-01-31', 2)).toBe('2027-03-31')
		expect(monthsOf({ startsOn: '2027-09-01', endsOn: '2027-11-15' })).toEqual([
			{ from: '2027-09-01', days: 30 },
			{ from: '2027-10-01', days: 30 },
			{ from: '2027-11-01', days: 15 }
		])
		expect(monthsOf({ startsOn: '2027-02-01', endsOn: '2027-02-28' })).toEqual([{ from: '2027-02-01', days: 30 }])
		expect(monthsOf({ startsOn: '2027-02-01', endsOn: '2027-02-01' })).toEqual([{ from: '2027-02-01', days: 1 }])
	})
})

describe('allowances', () => {
	test('add up to what is left to the cent, whole months alike within one cent, each on a day of the stay', () => {
		fc.assert(
			fc.property(stay, fc.integer({ min: 1, max: 100_000_000 }), fc.integer({ min: 0, max: 40 }), (stay, left, given) => {
				const allowances = allowancesOf(stay, { left, given })
				expect(allowances.reduce((sum, { amountCents }) => sum + amountCents, 0)).toBe(left)
				for (const { dueOn, amountCents } of allowances) {
					expect(dueOn >= stay.startsOn && dueOn <= stay.endsOn).toBe(true)
					expect(amountCents).toBeGreaterThan(0)
				}
				const whole = new Set(monthsOf(stay).flatMap(({ from, days }) => (days === 30 ? [from] : [])))
				const alike = allowances.filter(({ dueOn }) => whole.has(dueOn)).map(({ amountCents }) => amountCents)
				if (alike.length) expect(Math.max(...alike) - Math.min(...alike)).toBeLessThanOrEqual(1)
			})
		)
	})

	test('of a shortened stay leave out the months that are gone, and nothing left is nothing given', () => {
		const stay = { startsOn: '2027-09-01', endsOn: '2027-11-30' }
		expect(allowancesOf(stay, { left: 300_000 }).map(({ amountCents }) => amountCents)).toEqual([100_000, 100_000, 100_000])
		expect(allowancesOf(stay, { left: 200_000, given: 1 }).map(({ dueOn }) => dueOn)).toEqual(['2027-10-01', '2027-11-01'])
		expect(allowancesOf(stay, { left: 0 })).toEqual([])
	})
})
