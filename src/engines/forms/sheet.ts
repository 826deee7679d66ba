/** A definition and its answers looked at together: what is shown, and what the figures come to. Each is worked out once. */
import { budgetFigure, budgetFigures, type BudgetFigure, type BudgetFigures } from './budget.ts'
import type { Column, Condition, Expression, FieldOf, FormDefinition, FormField, FormPage } from './definition.ts'
import { compareFractions, decimalFraction, dividedBy, fraction, minus, plus, rounded, times, type Fraction } from './fraction.ts'
import {
	budgetOf,
	chosenOf,
	declaredOf,
	filledRows,
	isEmpty,
	isUnread,
	numberOf,
	own,
	rowsOf,
	stringsOf,
	type Answers,
	type Row
} from './values.ts'

type Operand = string | number | boolean

/** Calculations may build on each other tenfold at every step: beyond this nothing is money or a count any more. */
const LARGEST = 2n ** 256n
const bounded = (value: Fraction | null): Fraction | null =>
	value && value.over < LARGEST && value.over > -LARGEST && value.under < LARGEST ? value : null
const ofCents = (cents: number) => fraction(BigInt(Math.round(cents)), 100n)

/** Evaluates an expression; empty is null: nothing added to nothing is nothing, and a share of nothing is none. */
function evaluate(node: Expression, resolve: (leaf: Expression) => Fraction | null): Fraction | null {
	if ('value' in node) return decimalFraction(node.value)
	if ('sum' in node) {
		const terms = node.sum.map((term) => evaluate(term, resolve)).filter((term) => term !== null)
		return terms.length ? terms.reduce<Fraction | null>((a, b) => a && bounded(plus(a, b)), fraction(0n)) : null
	}
	if ('product' in node)
		return node.product
			.map((factor) => evaluate(factor, resolve))
			.reduce<Fraction | null>((a, b) => (a && b ? bounded(times(a, b)) : null), fraction(1n))
	if ('difference' in node) {
		const [a, b] = node.difference.map((term) => evaluate(term, resolve)) as [Fraction | null, Fraction | null]
		return a || b ? bounded(minus(a ?? fraction(0n), b ?? fraction(0n))) : null
	}
	if ('share' in node) {
		const [a, b] = node.share.map((term) => evaluate(term, resolve)) as [Fraction | null, Fraction | null]
		return a && b && b.over !== 0n ? bounded(dividedBy(a, b)) : null
	}
	return resolve(node)
}

/** A number, an amount or a calculation among the cells of one row. */
function cellFigure(columns: readonly Column[], row: Row, key: string, asking: ReadonlySet<string> = new Set()): Fraction | null {
	const column = columns.find((each) => each.key === key)
	if (column?.kind === 'calculated')
		return asking.has(key)
			? null
			: evaluate(column.expression, (leaf) =>
					'field' in leaf ? cellFigure(columns, row, leaf.field, new Set([...asking, key])) : null
				)
	const value = numberOf(own(row, key))
	if (value === null) return null
	return column?.kind === 'money' ? ofCents(value) : column?.kind === 'number' ? decimalFraction(value) : null
}

/** As it is shown: an amount in cents, a percentage in per cent, a number to its decimals. */
const asShown = (value: Fraction | null, as: 'number' | 'money' | 'percent', decimals: number) => {
	if (!value) return null
	if (as === 'money') return rounded(times(value, fraction(100n)), 0)
	return rounded(as === 'percent' ? times(value, fraction(100n)) : value, decimals)
}

export type Sheet = ReturnType<typeof sheetOf>

export function sheetOf(definition: FormDefinition, answers: Answers) {
	const places = new Map<string, { field: FormField; page: FormPage }>()
	for (const page of definition.pages) for (const field of page.fields) places.set(field.key, { field, page })
	const shown = new Map<string, boolean>()
	const figures = new Map<string, Fraction | null>()
	const budgets = new Map<string, BudgetFigures>()

	/** What depends on itself is shown: hiding it would leave nobody a way to it. `checkDefinition` names the circle. */
	function once(key: string, condition: Condition | undefined): boolean {
		const known = shown.get(key)
		if (known !== undefined) return known
		shown.set(key, true)
		const answer = condition === undefined || holds(condition)
		shown.set(key, answer)
		return answer
	}
	const showsPage = (page: FormPage) => once(`page ${page.key}`, page.showWhen)
	function shows(key: string): boolean {
		const place = places.get(key)
		return place !== undefined && showsPage(place.page) && once(key, place.field.showWhen)
	}
	/** The stored answer, unless the field is hidden. */
	const answer = (key: string) => (shows(key) ? own(answers, key) : undefined)

	function budget(field: FieldOf<'budget'>): BudgetFigures {
		const known = budgets.get(field.key) ?? budgetFigures(field.rules, budgetOf(answer(field.key)))
		budgets.set(field.key, known)
		return known
	}

	function named(reference: string): Fraction | null {
		const [key = '', part] = reference.split('.')
		const field = places.get(key)?.field
		if (!field || !shows(key)) return null
		if (part !== undefined)
			return field.kind === 'budget' && !isEmpty(answer(key))
				? ofCents(budgetFigure(budget(field), part as BudgetFigure) ?? 0)
				: null
		if (field.kind === 'calculated') {
			const known = figures.get(key)
			if (known !== undefined) return known
			figures.set(key, null)
			const value = figure(field.expression)
			figures.set(key, value)
			return value
		}
		const value = numberOf(answer(key))
		if (value === null) return null
		return field.kind === 'money' ? ofCents(value) : field.kind === 'number' ? decimalFraction(value) : null
	}

	function columnSum(field: FieldOf<'table'>, column: string): Fraction | null {
		const cells = rowsOf(answer(field.key)).map((row) => cellFigure(field.columns, row, column))
		return cells.reduce<Fraction | null>((sum, cell) => (cell ? bounded(sum ? plus(sum, cell) : cell) : sum), null)
	}

	const figure = (node: Expression): Fraction | null =>
		evaluate(node, (leaf) => {
			if ('field' in leaf) return named(leaf.field)
			const [key = '', column = ''] = ('column' in leaf ? leaf.column : 'count' in leaf ? leaf.count : '').split('.')
			const field = places.get(key)?.field
			if (field?.kind !== 'table' || !shows(key)) return null
			return 'column' in leaf ? columnSum(field, column) : fraction(BigInt(filledRows(rowsOf(answer(key))).length))
		})

	/** What a condition compares: amounts in euros, several for a choice of several, none for what is hidden or unreadable. */
	function operands(reference: string): Operand[] {
		const [key = '', part] = reference.split('.')
		const field = places.get(key)?.field
		const value = answer(key)
		if (!field || isUnread(value)) return []
		if (part !== undefined || field.kind === 'calculated') {
			const number = named(reference)
			return number ? [rounded(number, 6)] : []
		}
		if (field.kind === 'declaration') return [declaredOf(value) !== null]
		if (isEmpty(value)) return []
		if (field.kind === 'choice') return chosenOf(value).chosen
		if (field.kind === 'theme') return stringsOf(value)
		if (field.kind === 'money') return numberOf(value) === null ? [] : [numberOf(value)! / 100]
		if (field.kind === 'table') return [filledRows(rowsOf(value)).length]
		if (typeof value === 'string' || typeof value === 'number') return [value]
		return ['']
	}

	function holds(condition: Condition): boolean {
		if ('all' in condition) return condition.all.every(holds)
		if ('any' in condition) return condition.any.some(holds)
		if ('not' in condition) return !holds(condition.not)
		const given = operands(condition.field)
		if ('filled' in condition) return given.some((each) => each !== false) === condition.filled
		if ('equals' in condition) return given.includes(condition.equals)
		if ('oneOf' in condition) return given.some((each) => condition.oneOf.includes(each as string | number))
		const compared = (bound: string | number, right: (order: number) => boolean) =>
			given.some((each) => typeof each === typeof bound && right(each === bound ? 0 : each > bound ? 1 : -1))
		if ('greater' in condition) return compared(condition.greater, (order) => order > 0)
		if ('atLeast' in condition) return compared(condition.atLeast, (order) => order >= 0)
		if ('less' in condition) return compared(condition.less, (order) => order < 0)
		return compared(condition.atMost, (order) => order <= 0)
	}

	return {
		shows,
		showsPage,
		holds,
		answer,
		figure,
		budget,
		/** A calculated field as it is shown. */
		calculated: (field: FieldOf<'calculated'>) => asShown(named(field.key), field.as, field.decimals),
		/** The total of a column, as it is shown: cents for amounts. */
		columnTotal: (field: FieldOf<'table'>, column: Column) => {
			const sum = columnSum(field, column.key)
			if (column.kind === 'money') return asShown(sum, 'money', 0)
			if (column.kind === 'number') return asShown(sum, 'number', column.decimals)
			return column.kind === 'calculated' ? asShown(sum, column.as, column.decimals) : null
		},
		/** A calculated cell, as it is shown. */
		cell: (field: FieldOf<'table'>, row: Row, column: Extract<Column, { kind: 'calculated' }>) =>
			asShown(cellFigure(field.columns, row, column.key), column.as, column.decimals)
	}
}

export const comparisonHolds = (a: Fraction, is: 'equals' | 'atLeast' | 'atMost' | 'greater' | 'less', b: Fraction): boolean => {
	const order = compareFractions(a, b)
	if (is === 'equals') return order === 0
	if (is === 'atLeast') return order >= 0
	if (is === 'atMost') return order <= 0
	return is === 'greater' ? order > 0 : order < 0
}

/** The keys of the fields that are asked, given these answers. */
export function visibleFields(definition: FormDefinition, answers: Answers): Set<string> {
	const sheet = sheetOf(definition, answers)
	return new Set(definition.pages.flatMap(({ fields }) => fields.map(({ key }) => key).filter((key) => sheet.shows(key))))
}

/**
 * Every figure worked out for the visible fields, as it is shown: calculated fields by their key, columns with a total as
 * `table.column`, budgets as `budget.total` and so on. Amounts in cents.
 */
export function totalsOf(definition: FormDefinition, answers: Answers): Record<string, number> {
	const sheet = sheetOf(definition, answers)
	const totals: Record<string, number> = {}
	const keep = (name: string, value: number | null) => value !== null && (totals[name] = value)
	for (const field of definition.pages.flatMap(({ fields }) => fields).filter(({ key }) => sheet.shows(key))) {
		if (field.kind === 'calculated') keep(field.key, sheet.calculated(field))
		if (field.kind === 'table')
			for (const column of field.columns)
				if ('total' in column && column.total) keep(`${field.key}.${column.key}`, sheet.columnTotal(field, column))
		if (field.kind === 'budget') {
			const figures = sheet.budget(field)
			for (const name of ['direct', 'overhead', 'total', 'financing', 'gap', 'own'] as const)
				keep(`${field.key}.${name}`, figures[name])
			for (const [kind, cents] of Object.entries(figures.bySource)) keep(`${field.key}.${kind}`, cents)
		}
	}
	return totals
}
