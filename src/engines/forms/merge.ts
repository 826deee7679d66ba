/** Two people, or two tabs, who began from the same answers. What only one changed is taken; what both changed is asked. */
import { same } from './equal.ts'
import { own, type Answer, type Answers } from './values.ts'

/** `mine` is what the person saving wrote, `theirs` what was saved in between; null where the answer was cleared. */
export type Conflict = { field: string; base: unknown; mine: unknown; theirs: unknown }
export type Merged = {
	/** Where there is a conflict, what is saved already stays: nothing is overwritten before somebody chose. */
	answers: Answers
	conflicts: Conflict[]
}

/**
 * Merges by field; in tables and budgets by cell, as long as neither side took rows away and only one added any. Otherwise
 * the whole field is in conflict, for a row's number is then no longer the same row.
 */
export function mergeAnswers(base: Answers, mine: Answers, theirs: Answers): Merged {
	const conflicts: Conflict[] = []
	const answers: Answers = {}
	for (const key of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
		const merged = mergeValue(key, own(base, key), own(mine, key), own(theirs, key), conflicts)
		// Not by assignment: a key such as __proto__ would not become a key.
		if (merged !== undefined && key !== '__proto__') answers[key] = merged as Answer
	}
	return { answers, conflicts }
}

function mergeValue(field: string, base: unknown, mine: unknown, theirs: unknown, conflicts: Conflict[]): unknown {
	if (same(mine, theirs) || same(base, mine)) return theirs
	if (same(base, theirs)) return mine
	const all = [base, mine, theirs]
	if (all.every(isRows)) {
		const [from, left, right] = all as [object[], object[], object[]]
		const oneAdded = left.length === from.length || right.length === from.length
		if (oneAdded && left.length >= from.length && right.length >= from.length)
			return Array.from({ length: Math.max(left.length, right.length) }, (_, at) =>
				mergeValue(`${field}.${at}`, from[at], left[at] ?? from[at], right[at] ?? from[at], conflicts)
			)
	} else if (all.every(isParts)) {
		const [from, left, right] = all as Record<string, unknown>[]
		const merged: Record<string, unknown> = {}
		for (const part of new Set([...Object.keys(right!), ...Object.keys(left!)])) {
			const value = mergeValue(`${field}.${part}`, own(from, part), own(left, part), own(right, part), conflicts)
			if (value !== undefined && part !== '__proto__') merged[part] = value
		}
		return merged
	}
	conflicts.push({ field, base: base ?? null, mine: mine ?? null, theirs: theirs ?? null })
	return theirs
}

const isRows = (value: unknown) => Array.isArray(value) && value.every(isParts)
/** Rows, budgets and texts in several languages have parts of their own; a choice, a declaration and a text nobody could read are one thing. */
const isParts = (value: unknown) =>
	typeof value === 'object' &&
	value !== null &&
	!Array.isArray(value) &&
	!['unread', 'chosen', 'lang', 'id'].some((name) => Object.hasOwn(value, name))
