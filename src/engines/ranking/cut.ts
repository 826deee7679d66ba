export type Outcome = 'award' | 'reserve' | 'refuse'

export interface Lot {
	key: string
	/** Cents to give, or places; both may be set, and the first to run out closes the lot. */
	envelope?: number | undefined
	places?: number | undefined
	/** How many wait on the reserve list. */
	reserve: number
}

/** A line of the ranking, in its order. */
export interface Line {
	application: string
	lot: string
	/** Cents asked for. */
	amount: number
	/** False below a threshold: neither awarded nor on reserve. */
	passes: boolean
}

export interface Cut {
	/** By application, what the ranking proposes. */
	proposed: Map<string, Outcome>
	/** By lot, the cents and places given, and the last application above the line. */
	lots: Map<string, { given: number; places: number; last: string | null }>
}

/**
 * Down the ranking of each lot until the next one no longer fits: there the line is drawn, and nobody below it overtakes
 * with a smaller amount. The next ones are the reserve list. Throws RangeError for a lot nobody defined.
 */
export function cut(lines: readonly Line[], lots: readonly Lot[]): Cut {
	const states = new Map(
		lots.map((lot) => [lot.key, { lot, given: 0, places: 0, waiting: 0, closed: false, last: null as string | null }])
	)
	const proposed = new Map<string, Outcome>()
	for (const { application, lot, amount, passes } of lines) {
		const state = states.get(lot)
		if (!state) throw new RangeError(`${application} is in a lot that does not exist`)
		const { envelope = Infinity, places = Infinity, reserve } = state.lot
		if (!passes) {
			proposed.set(application, 'refuse')
			continue
		}
		if (state.given + amount > envelope || state.places + 1 > places) state.closed = true
		if (!state.closed) {
			state.given += amount
			state.places++
			state.last = application
			proposed.set(application, 'award')
		} else if (state.waiting < reserve) {
			state.waiting++
			proposed.set(application, 'reserve')
		} else proposed.set(application, 'refuse')
	}
	return {
		proposed,
		lots: new Map(Array.from(states, ([key, { given, places, last }]) => [key, { given, places, last }]))
	}
}

/** Decisions that differ from what the ranking proposes: each needs a reason. */
export const departures = (
	proposed: ReadonlyMap<string, Outcome>,
	decided: ReadonlyMap<string, Outcome>
): { application: string; proposed: Outcome; decided: Outcome }[] =>
	Array.from(decided).flatMap(([application, outcome]) => {
		const expected = proposed.get(application)
		return expected !== undefined && expected !== outcome ? [{ application, proposed: expected, decided: outcome }] : []
	})
