/** Calendar days as text: `2027-03-01`. */
import type { DayRule } from './definition.ts'

/** So many days later, or earlier when negative. */
export function addDays(day: string, days: number): string {
	const at = new Date(`${day}T00:00:00Z`)
	at.setUTCDate(at.getUTCDate() + days)
	return at.toISOString().slice(0, 10)
}

/** The day a rule comes to, or null while the day it counts from is not known. */
export function ruleDay(
	rule: DayRule | undefined,
	today: string | undefined,
	dayOf: (field: string) => string | null
): string | null {
	if (rule === undefined || typeof rule === 'string') return rule ?? null
	const from = rule.of === 'today' ? today : dayOf(rule.of)
	return from ? addDays(from, rule.days) : null
}
