/** What cannot be as an itinerary says it: warnings, since a delegation may split up. */
export type StopWarning =
	| { kind: 'overlap'; one: string; other: string }
	| { kind: 'outside'; one: string }
	/** Another place, and nothing in between that brings the delegation there. */
	| { kind: 'no-transfer'; one: string; other: string }
	/** Another place, sooner than anybody can be there. */
	| { kind: 'too-soon'; one: string; other: string; minutes: number }
	| { kind: 'interpreter'; one: string; other: string; interpreter: string }

type Timed = { startsAt: Date; endsAt: Date }
type Stop = Timed & { id: string; kind: string; place: string; interpreter: string }

/** Between two places, even neighbouring ones, a group needs as long to be seated again. */
export const LEAST_MINUTES = 15

const same = (one: string, other: string) => one.trim().toLowerCase() === other.trim().toLowerCase()
const overlap = (one: Timed, other: Timed) => one.startsAt < other.endsAt && other.startsAt < one.endsAt

/**
 * Every warning about the stops of a visit and its own dates, in the order of the journey. A hotel is where one comes back
 * to and overlaps nothing; a transfer leads to the next place, so that what follows it needs no time of its own.
 */
export function warningsIn(visit: Timed, stops: readonly Stop[]): StopWarning[] {
	const found: StopWarning[] = []
	const inOrder = stops.toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime() || a.endsAt.getTime() - b.endsAt.getTime())
	const held: Stop[] = []
	let last: Stop | undefined
	let moved = false
	for (const stop of inOrder) {
		if (stop.startsAt < visit.startsAt || stop.endsAt > visit.endsAt) found.push({ kind: 'outside', one: stop.id })
		if (stop.kind === 'hotel') continue
		for (const other of held) {
			if (!overlap(stop, other)) continue
			found.push({ kind: 'overlap', one: other.id, other: stop.id })
			if (stop.interpreter && same(stop.interpreter, other.interpreter))
				found.push({ kind: 'interpreter', one: other.id, other: stop.id, interpreter: stop.interpreter })
		}
		held.push(stop)
		if (stop.kind === 'transfer') {
			moved = true
			continue
		}
		if (!stop.place) continue
		if (last && !same(last.place, stop.place) && !moved) {
			const minutes = Math.round((stop.startsAt.getTime() - last.endsAt.getTime()) / 60_000)
			if (minutes >= 0 && minutes < LEAST_MINUTES) found.push({ kind: 'too-soon', one: last.id, other: stop.id, minutes })
			else if (minutes >= 0) found.push({ kind: 'no-transfer', one: last.id, other: stop.id })
		}
		last = stop
		moved = false
	}
	return found
}
