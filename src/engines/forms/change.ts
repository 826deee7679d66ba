/** What changed between two states of an application, in a form a page can say: field by field, row by row, cell by cell. */
import { allFields, type FormDefinition, type FormField } from './definition.ts'
import { same } from './equal.ts'
import { budgetOf, isEmpty, own, rowsOf, type Answer, type Answers } from './values.ts'

export type Change = {
	/** The field, the row (`team.2`) or the budget line (`budget.lines.0`); for a row that only changed, the cell. */
	field: string
	what: 'filled' | 'cleared' | 'changed' | 'row_added' | 'row_removed'
	before: unknown
	after: unknown
}

/** In the order of the form. Answers to fields the definition does not have are left out. */
export const changesBetween = (definition: FormDefinition, before: Answers, after: Answers): Change[] =>
	allFields(definition).flatMap((field) => fieldChanges(field, own(before, field.key), own(after, field.key)))

function fieldChanges(field: FormField, before: Answer | undefined, after: Answer | undefined): Change[] {
	if (same(before, after) || (isEmpty(before) && isEmpty(after))) return []
	if (field.kind === 'table') return rowChanges(field.key, rowsOf(before), rowsOf(after))
	if (field.kind === 'budget') {
		const [from, to] = [budgetOf(before), budgetOf(after)]
		return [
			...rowChanges(`${field.key}.lines`, from.lines, to.lines),
			...rowChanges(`${field.key}.sources`, from.sources, to.sources)
		]
	}
	const what = isEmpty(before) ? 'filled' : isEmpty(after) ? 'cleared' : 'changed'
	return [{ field: field.key, what, before: before ?? null, after: after ?? null }]
}

/** Rows alike at both ends are the same rows; of those between, the first ones are paired and the rest added or removed. */
function rowChanges(name: string, before: readonly object[], after: readonly object[]): Change[] {
	let start = 0
	while (start < before.length && start < after.length && same(before[start], after[start])) start++
	let end = 0
	while (end < before.length - start && end < after.length - start && same(before.at(-1 - end), after.at(-1 - end))) end++
	const [gone, come] = [before.slice(start, before.length - end), after.slice(start, after.length - end)]
	const changes: Change[] = []
	const pairs = Math.min(gone.length, come.length)
	for (let at = 0; at < pairs; at++) changes.push(...cellChanges(`${name}.${start + at}`, gone[at]!, come[at]!))
	for (let at = pairs; at < gone.length; at++)
		changes.push({ field: `${name}.${start + at}`, what: 'row_removed', before: gone[at], after: null })
	for (let at = pairs; at < come.length; at++) {
		if (!isEmpty(come[at])) changes.push({ field: `${name}.${start + at}`, what: 'row_added', before: null, after: come[at] })
	}
	return changes
}

function cellChanges(name: string, before: object, after: object): Change[] {
	const [from, to] = [before as Record<string, unknown>, after as Record<string, unknown>]
	const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])]
	return keys.flatMap((key): Change[] => {
		const [a, b] = [own(from, key), own(to, key)]
		if (same(a, b) || (isEmpty(a) && isEmpty(b))) return []
		const what = isEmpty(a) ? 'filled' : isEmpty(b) ? 'cleared' : 'changed'
		return [{ field: `${name}.${key}`, what, before: a ?? null, after: b ?? null }]
	})
}
