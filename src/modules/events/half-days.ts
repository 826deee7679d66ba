import { instantOf, localDateTime } from '#platform/calendar'

export const halves = ['am', 'pm'] as const
export type Half = (typeof halves)[number]
export type HalfDay = { day: string; half: Half }

/** Before one in the afternoon is the morning, by the event's own clock. */
const NOON = '13:00'
const MOST = 60

/** The half-days of an event by its own clock, in order: who comes is counted in each. */
export function halfDaysOf({ startsAt, endsAt, zone }: { startsAt: Date; endsAt: Date; zone: string }): HalfDay[] {
	const [first, begins] = localDateTime(startsAt, zone).split('T') as [string, string]
	// What ends at one has no afternoon.
	const [last, ends] = localDateTime(new Date(Math.max(startsAt.getTime(), endsAt.getTime() - 1)), zone).split('T') as [
		string,
		string
	]
	const all: HalfDay[] = []
	for (let day = first; day <= last && all.length < MOST; day = nextDay(day)) {
		if (day !== first || begins < NOON) all.push({ day, half: 'am' })
		if (day !== last || ends >= NOON) all.push({ day, half: 'pm' })
	}
	return all
}

function nextDay(day: string): string {
	const date = new Date(`${day}T12:00:00Z`)
	date.setUTCDate(date.getUTCDate() + 1)
	return date.toISOString().slice(0, 10)
}

/** When a half-day is over, by the event's own clock. */
export const endOfHalfDay = ({ day, half }: HalfDay, zone: string): Date =>
	instantOf(half === 'am' ? `${day}T${NOON}` : `${nextDay(day)}T00:00`, zone)

/** The half-day it is now, or the nearest one of the event. */
export const currentHalfDay = (all: readonly HalfDay[], now: Date, zone: string): HalfDay | undefined =>
	all.find((each) => endOfHalfDay(each, zone) > now) ?? all.at(-1)
