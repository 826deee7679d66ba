import type { MessageKey, MessageParams } from '#platform/i18n'

/** What was being checked when something did not hold. */
export type Subject =
	| 'shape'
	| 'key'
	| 'checkpoint'
	| 'consistency'
	| 'inclusion'
	| 'entry'
	| 'order'
	| 'file'
	| 'seed'
	| 'recusal'
	| 'assignment'
	| 'scorecard'
	| 'ranking'
	| 'decision'
	| 'reason'

export interface Failure {
	what: Subject
	/** JSON Pointer (RFC 6901) to the line of the file. */
	where: string
	message: { key: MessageKey; params: MessageParams }
}

/** Counts what was checked and keeps what did not hold. */
export interface Findings {
	checked: number
	failures: Failure[]
	/** Returns whether it holds, so that what depends on it can be left out. */
	expect(holds: boolean, what: Subject, where: string, key: MessageKey, params?: MessageParams): boolean
}

export function findings(): Findings {
	return {
		checked: 0,
		failures: [],
		expect(holds, what, where, key, params = {}) {
			this.checked++
			if (!holds) this.failures.push({ what, where, message: { key, params } })
			return holds
		}
	}
}
