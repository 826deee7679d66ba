/** The columns of a table as the builder's page says them. */
import type { Column } from '#engines/forms/definition'
import { locales, pickText, type Locale, type Localized } from '#platform/i18n'
import { calculationOf, expressionFrom, isNumeric, operations } from './calculation-form.ts'
import { columnKey, one, rows, slug, type Values } from './form-values.ts'

export const columnKinds = ['text', 'number', 'money', 'date', 'choice', 'email', 'calculated'] as const

/** The columns a calculated one can reckon with, as its lists offer them. */
export const columnFigures = (columns: Column[], locale: Locale, except: string): { value: string; label: string }[] =>
	columns
		.filter((column) => isNumeric(column) && column.key !== except)
		.map(({ key, label }) => ({ value: `field:${key}`, label: pickText(label, locale) || key }))

/** What the page shows of a calculated column: an operation on two columns and a number; null for one it cannot say. */
export function columnCalculation(column: Extract<Column, { kind: 'calculated' }>) {
	const said = calculationOf(column.expression)
	return said && said.terms.length <= 2 ? said : null
}

/** The answers of a choice column in one language, one a line. */
export const optionLines = (column: Extract<Column, { kind: 'choice' }>, locale: Locale): string =>
	column.options.map(({ label }) => label[locale] ?? '').join('\n')

/** The columns `column.0.…`, `column.1.…`; one without a name goes, and what the page does not show of one stays. Twelve at most. */
export function columnsFrom(values: Values, columns: Column[]): Column[] {
	const named = rows(
		values,
		'column',
		columns.map(({ key }) => key),
		columnKey
	)
	return named.slice(0, 12).map(({ at, name, label }) => {
		const kind = columnKinds.find((each) => each === one(values, `column.${at}.kind`))
		const required = one(values, `column.${at}.required`) === 'yes'
		const before = columns[at]
		if (!before || (kind !== undefined && kind !== before.kind)) return newColumn(name, label, required, kind ?? 'text', columns)
		if (before.kind === 'choice') return { ...before, label, required, options: optionsFrom(values, at, before.options) }
		if (before.kind !== 'calculated') return { ...before, label, required }
		const operation = operations.find((each) => each === one(values, `column.${at}.operation`))
		const terms = [0, 1].map((nth) => one(values, `column.${at}.term.${nth}`)).filter(Boolean)
		const calculation = operation && { operation, terms, constant: one(values, `column.${at}.constant`) }
		const expression = calculation ? expressionFrom(calculation, before.expression) : before.expression
		return { ...before, label, expression }
	})
}

type Options = Extract<Column, { kind: 'choice' }>['options']

/** One answer a line, the same line in each language; the value of a line that was there stays. */
function optionsFrom(values: Values, at: number, before: Options): Options {
	const lines = Object.fromEntries(locales.map((each) => [each, one(values, `column.${at}.options.${each}`).split('\n')]))
	const taken = new Set(before.map(({ value }) => value))
	const most = Math.min(200, Math.max(...Object.values(lines).map(({ length }) => length)))
	return Array.from({ length: most }, (_, nth) => {
		const label: Localized = Object.fromEntries(
			locales.map((each) => [each, (lines[each]![nth] ?? '').trim().slice(0, 400)]).filter(([, text]) => text)
		)
		const first = pickText(label, 'en')
		return first ? [{ ...before[nth], value: before[nth]?.value ?? slug(first, taken), label }] : []
	}).flat()
}

function newColumn(
	key: string,
	label: Localized,
	required: boolean,
	kind: (typeof columnKinds)[number],
	columns: Column[]
): Column {
	const cell = { key, label, required }
	switch (kind) {
		case 'text':
			return { ...cell, kind, maxCharacters: 300 }
		case 'number':
			return { ...cell, kind, decimals: 0, total: false }
		case 'money':
			return { ...cell, kind, total: true }
		case 'choice':
			return { ...cell, kind, options: [] }
		case 'calculated': {
			// Quantity by price, as most tables want it; its own lists say it otherwise.
			const [one, other] = columns.filter((column) => isNumeric(column) && column.key !== key)
			const product = [one, other].flatMap((column) => (column ? [{ field: column.key }] : []))
			return {
				...cell,
				required: false,
				kind,
				expression: { product: product.length ? product : [{ value: 0 }] },
				as: other?.kind === 'money' || one?.kind === 'money' ? 'money' : 'number',
				decimals: 0,
				total: true
			}
		}
		default:
			return { ...cell, kind }
	}
}
