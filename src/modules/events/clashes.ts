/** What cannot be as a programme says it: warnings, since a room may be divided and a speaker join from afar. */
export type Clash =
	| { kind: 'room'; one: string; other: string; room: string }
	| { kind: 'speaker'; one: string; other: string; speaker: string }
	| { kind: 'outside'; one: string }

type Timed = { startsAt: Date; endsAt: Date }
type Session = Timed & { id: string; room: string; speakers: readonly string[] }

/** Two sessions that touch, one ending as the other begins, do not overlap; one without length overlaps nothing. */
const overlap = (one: Timed, other: Timed) => one.startsAt < other.endsAt && other.startsAt < one.endsAt

/** Every clash between the sessions of an event and with its own dates; each pair once, in the order of the programme. */
export function clashesIn(event: Timed, sessions: readonly Session[]): Clash[] {
	const found: Clash[] = []
	const inOrder = sessions.toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime())
	let running: Session[] = []
	for (const session of inOrder) {
		if (session.startsAt < event.startsAt || session.endsAt > event.endsAt) found.push({ kind: 'outside', one: session.id })
		running = running.filter(({ endsAt }) => endsAt > session.startsAt)
		for (const other of running) {
			if (!overlap(session, other)) continue
			if (session.room && session.room.toLowerCase() === other.room.toLowerCase())
				found.push({ kind: 'room', one: other.id, other: session.id, room: session.room })
			for (const speaker of session.speakers)
				if (other.speakers.includes(speaker)) found.push({ kind: 'speaker', one: other.id, other: session.id, speaker })
		}
		running.push(session)
	}
	return found
}
