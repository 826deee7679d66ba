/** Buttons of a form that change how many rows there are, without a script. */
import type { Posted } from './answers.ts'
import { MOST_LINES } from './budget.ts'
import { findField, rowsShown, type FormDefinition } from './definition.ts'
import { budgetOf, own, rowsOf, type Answers, type Row } from './values.ts'

/**
 * What a button of the form asked for besides saving: `_add` (`team`, `budget.lines`, `budget.sources`) gives a new empty
 * row, `_remove` (`team.2`, `budget.lines.0`) takes one away. `focus` is the input to come back to, or null when nothing was asked.
 */
export function applyCommand(
	definition: FormDefinition,
	answers: Answers,
	posted: Posted
): { answers: Answers; focus: string | null } {
	const asked = (name: string) => {
		const value = own(posted, name)
		return (Array.isArray(value) ? value[0] : value) ?? ''
	}
	const [key = '', ...path] = (asked('_add') || asked('_remove')).split('.')
	const field = findField(definition, key)
	const nothing = { answers, focus: null }
	const changed = (rows: readonly object[], most: number, at: string | undefined): object[] | null => {
		if (asked('_add')) return rows.length < most ? [...rows, {}] : null
		return at !== undefined && /^\d{1,4}$/.test(at) && Number(at) < rows.length
			? rows.filter((_, each) => each !== Number(at))
			: null
	}
	if (field?.kind === 'table') {
		// The page shows at least one row, answered or not: "add" means one more than is seen.
		const before = rowsOf(own(answers, key))
		const shown = asked('_add')
			? [...before, ...Array.from({ length: Math.max(0, rowsShown(field) - before.length) }, () => ({}))]
			: before
		const rows = changed(shown, field.maxRows, path[0]) as Row[] | null
		if (!rows) return nothing
		const next = { ...answers, [key]: rows }
		return { answers: next, focus: asked('_add') ? `${key}.${rows.length - 1}.${field.columns[0]?.key ?? ''}` : key }
	}
	const [list, at] = path
	if (field?.kind === 'budget' && (list === 'lines' || list === 'sources')) {
		const budget = budgetOf(own(answers, key))
		const before = budget[list].length || !asked('_add') ? budget[list] : [{}]
		const rows = changed(before, MOST_LINES, at)
		if (!rows) return nothing
		const next = { ...answers, [key]: { ...budget, [list]: rows } }
		return {
			answers: next,
			focus: asked('_add') ? `${key}.${list}.${rows.length - 1}.${list === 'lines' ? 'category' : 'kind'}` : key
		}
	}
	return nothing
}
