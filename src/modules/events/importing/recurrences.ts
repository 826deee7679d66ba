import ICAL from 'ical.js'
import { Refusal } from './imported.ts'

/** A year of weekly meetings; a recurrence without end stops there. */
export const MOST_OCCURRENCES = 53

const parts = new Set(['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'WKST', 'BYDAY', 'BYMONTH', 'BYMONTHDAY'])

/**
 * Throws a Refusal for rules that may have no next date at all, which the library would look for until the end of time
 * (every 30 February; every other day, on Mondays, in May), and for those nobody means for an event.
 */
function askPlain(rule: ICAL.Recur): void {
	const { freq, interval } = rule
	const by = rule.parts as Record<string, (string | number)[] | undefined>
	const intricate =
		!['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'].includes(freq) ||
		!(interval >= 1 && interval <= 99) ||
		Object.entries(by).some(([part, values]) => !parts.has(part) || !Array.isArray(values) || values.length > 31) ||
		(by.BYDAY ?? []).some((day) => !/^([+-]?[1-4])?(MO|TU|WE|TH|FR|SA|SU)$/.test(String(day))) ||
		(by.BYMONTH ?? []).some((month) => !(Number(month) >= 1 && Number(month) <= 12)) ||
		(by.BYMONTHDAY ?? []).some((day) => !(Number(day) >= 1 && Number(day) <= 28)) ||
		(freq !== 'YEARLY' && interval > 1 && (by.BYMONTH || (freq === 'DAILY' && (by.BYDAY || by.BYMONTHDAY)))) ||
		(freq === 'WEEKLY' && by.BYMONTHDAY !== undefined) ||
		(by.BYDAY !== undefined && by.BYMONTHDAY !== undefined)
	if (intricate) throw new Refusal('event.import.rule')
}

/** The dates of a rule from its first, at most 53, and whether it goes on. Throws a Refusal for a rule that is not plain. */
export function occurrences(rule: ICAL.Recur, first: ICAL.Time): { dates: ICAL.Time[]; more: boolean } {
	askPlain(rule)
	const iterator = rule.iterator(first)
	const dates: ICAL.Time[] = []
	for (let next = iterator.next(); next; next = iterator.next()) {
		if (dates.length === MOST_OCCURRENCES) return { dates, more: true }
		dates.push(next.clone())
	}
	return { dates, more: false }
}
