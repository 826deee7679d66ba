import { Temporal } from 'temporal-polyfill'
/** A month as a calendar hangs on a wall: weeks from Monday, days as `2027-06-01`, those of other months null. */
export function weeksOf(month: string): (string | null)[][] {
	const first = Temporal.PlainYearMonth.from(month).toPlainDate({ day: 1 })
	const days: (string | null)[] = [
		...Array.from({ length: first.dayOfWeek - 1 }, () => null),
		...Array.from({ length: first.daysInMonth }, (_, at) => first.add({ days: at }).toString())
	]
	while (days.length % 7) days.push(null)
	return Array.from({ length: days.length / 7 }, (_, at) => days.slice(at * 7, at * 7 + 7))
}

/** The month before or after. */
export const monthFrom = (month: string, months: number): string => Temporal.PlainYearMonth.from(month).add({ months }).toString()
