/** The allowances of a stay, month by month. Browser-safe. */
import { allocate, money } from '#platform/money'

const DAY = 86_400_000
/** A stay's month is counted as thirty days, as banks do: every whole month then comes to the same. */
const MONTH = 30

/** The same day so many months later, or the last of that month: `2027-01-31` and one is `2027-02-28`. */
export function monthsLater(day: string, months: number): string {
	const [year, month, date] = day.split('-').map(Number) as [number, number, number]
	const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
	return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10)
}

const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY)

/** The first day of each month of a stay, counted from its first day, with how many of thirty days it has; the last may be cut short. */
export function monthsOf({ startsOn, endsOn }: { startsOn: string; endsOn: string }): { from: string; days: number }[] {
	const months: { from: string; days: number }[] = []
	for (let at = 0; ; at++) {
		const from = monthsLater(startsOn, at)
		if (from > endsOn) return months
		const whole = monthsLater(startsOn, at + 1) <= new Date(Date.parse(endsOn) + DAY).toISOString().slice(0, 10)
		months.push({ from, days: whole ? MONTH : Math.min(MONTH, daysBetween(from, endsOn) + 1) })
	}
}

/**
 * What is left of a scholarship, in cents, spread over the months of the stay that have no allowance yet: the first `given`
 * months have theirs. Their sum is what is left to the cent; a month that would get nothing has no allowance.
 */
export function allowancesOf(
	stay: { startsOn: string; endsOn: string },
	{ left, given = 0 }: { left: number; given?: number }
): { dueOn: string; amountCents: number }[] {
	if (left <= 0) return []
	const months = monthsOf(stay)
	const open = given < months.length ? months.slice(given) : months.slice(-1)
	const parts = allocate(
		money(left),
		open.map(({ days }) => days)
	)
	return open.flatMap(({ from }, at) => (parts[at]!.cents > 0 ? [{ dueOn: from, amountCents: parts[at]!.cents }] : []))
}
