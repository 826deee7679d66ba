/** Calculations and cross-checks as the builder's pages say them, for people who write no JSON. What a page cannot say stays. Pure. */
import { budgetFigureNames } from '#engines/forms/budget'
import {
	comparisons,
	findField,
	type Column,
	type Expression,
	type FormDefinition,
	type FormField
} from '#engines/forms/definition'
import { freeKey } from '#engines/forms/edit'
import { RuleBroken } from '#platform/errors'
import { pickText, translate, type Locale, type Localized } from '#platform/i18n'
import { z } from 'zod'

export const operations = ['sum', 'difference', 'product', 'share'] as const
type Operation = (typeof operations)[number]
/** As many figures as one calculation of the page takes. */
export const TERMS = 6

export const isNumeric = ({ kind }: FormField | Column) => kind === 'number' || kind === 'money' || kind === 'calculated'

/**
 * What can be reckoned with, under the name its input posts: `field:hours`, `field:budget.total`, `column:team.cost` (the sum
 * of a column), `count:team` (its filled rows).
 */
export function figuresIn(definition: FormDefinition, locale: Locale, except = ''): { value: string; label: string }[] {
	const said = (label: Localized, key: string) => pickText(label, locale) || key
	return definition.pages
		.flatMap(({ fields }) => fields)
		.filter(({ key }) => key !== except)
		.flatMap((field) => {
			const name = said(field.label, field.key)
			if (field.kind === 'table')
				return [
					...field.columns.filter(isNumeric).map(({ key, label }) => ({
						value: `column:${field.key}.${key}`,
						label: translate(locale, 'call.figure.column', { table: name, column: said(label, key) })
					})),
					{ value: `count:${field.key}`, label: translate(locale, 'call.figure.count', { table: name }) }
				]
			if (field.kind === 'budget')
				return budgetFigureNames.map((figure) => ({
					value: `field:${field.key}.${figure}`,
					label: translate(locale, 'call.figure.budget', {
						budget: name,
						figure: translate(locale, `call.figure.budget.${figure}`)
					})
				}))
			return isNumeric(field) ? [{ value: `field:${field.key}`, label: name }] : []
		})
}

const leafOf = (value: string): Expression | null => {
	const [, kind, to] = /^(field|column|count):([a-z][a-z0-9_]{0,39}(?:\.[a-z][a-z0-9_]{0,39})?)$/.exec(value) ?? []
	if (kind === 'field') return { field: to! }
	if (kind === 'column') return { column: to! }
	return kind === 'count' ? { count: to! } : null
}
const nameOf = (leaf: Expression): string | null => {
	if ('field' in leaf) return `field:${leaf.field}`
	if ('column' in leaf) return `column:${leaf.column}`
	return 'count' in leaf ? `count:${leaf.count}` : null
}

export type Calculation = { operation: Operation; terms: string[]; constant: string }

const partsOf = (node: Expression): [Operation, Expression[]] | null => {
	if ('sum' in node) return ['sum', node.sum]
	if ('product' in node) return ['product', node.product]
	if ('difference' in node) return ['difference', node.difference]
	return 'share' in node ? ['share', node.share] : null
}

/** An expression as the page shows it: one operation on figures and at most one number, last; null for what it cannot show. */
export function calculationOf(expression: Expression): Calculation | null {
	const [operation, nodes] = partsOf(expression) ?? ['sum' as const, [expression]]
	const last = nodes.at(-1)
	const constant = last && 'value' in last ? last.value : null
	const terms = (constant === null ? nodes : nodes.slice(0, -1)).map(nameOf)
	return terms.length <= TERMS && terms.every((term) => term !== null)
		? { operation, terms, constant: constant === null ? '' : String(constant) }
		: null
}

/** `12.5` or `12,5`, with or without spaces; null for what is no number a form holds. */
export function readNumber(text: string): number | null {
	const plain = text.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.')
	return /^-?\d{1,12}(\.\d{1,6})?$/.test(plain) ? Number(plain) : null
}

/** The expression a page says; what stood there before when nothing was said, or what was cannot be said on a page. */
export function expressionFrom({ operation, terms, constant }: Calculation, before: Expression): Expression {
	const number = readNumber(constant)
	const nodes = [...terms.flatMap((term) => leafOf(term) ?? []), ...(number === null ? [] : [{ value: number }])]
	if (!nodes.length) return before
	if (operation === 'sum') return { sum: nodes }
	if (operation === 'product') return { product: nodes }
	const [first, second] = nodes
	if (!second) return before
	return operation === 'difference' ? { difference: [first!, second] } : { share: [first!, second] }
}

type CrossCheck = FormDefinition['checks'][number]

export const severities = ['error', 'warning'] as const
/** One cross-check as its form posts it: a figure against a part of another, or against a number. */
export const crossCheckFields = {
	left: z.string().max(120, 'error.choice'),
	is: z.enum(comparisons, 'error.choice'),
	percent: z.string().max(20, 'error.call.figure').default(''),
	right: z.string().max(120, 'error.choice').default(''),
	number: z.string().max(30, 'error.call.figure').default(''),
	severity: z.enum(severities, 'error.choice')
}
export type CrossCheckInput = z.output<z.ZodObject<typeof crossCheckFields>> & { message: Localized }

/** What the page shows of a stored cross-check; null for one no page can say, which can only be removed. */
export function crossCheckOf({ left, is, right, severity }: CrossCheck): Omit<CrossCheckInput, 'message'> | null {
	const shown = nameOf(left)
	if (!shown) return null
	if ('value' in right) return { left: shown, is, percent: '100', right: '', number: String(right.value), severity }
	const [share, of] = 'product' in right ? right.product : [{ value: 1 }, right]
	const name = of && nameOf(of)
	if (!name || !share || !('value' in share) || ('product' in right && right.product.length !== 2)) return null
	return { left: shown, is, percent: String(Math.round(share.value * 1e6) / 1e4), right: name, number: '', severity }
}

/**
 * The definition with a cross-check more, or with the one under `key` said anew. Throws RuleBroken `error.choice` (422, `left`)
 * for a figure the form has not, `error.call.figure` (422, `percent` or `number`) where nothing stands to compare with.
 */
export function withCrossCheck(definition: FormDefinition, input: CrossCheckInput, key: string | null): FormDefinition {
	const left = leafOf(input.left)
	const field = findField(definition, input.left.split(/[:.]/)[1] ?? '')?.key
	if (!left || !field) throw new RuleBroken('error.choice', 'left', {}, 422)
	const of = leafOf(input.right)
	const percent = readNumber(input.percent || '100')
	const number = readNumber(input.number)
	if (of && (percent === null || percent < 0 || percent > 10_000)) throw new RuleBroken('error.call.figure', 'percent', {}, 422)
	if (!of && number === null) throw new RuleBroken('error.call.figure', 'number', {}, 422)
	const right: Expression = !of ? { value: number! } : percent === 100 ? of : { product: [{ value: percent! / 100 }, of] }
	const { is, message, severity } = input
	const next: CrossCheck = {
		key: key ?? freeKey(new Set(definition.checks.map((check) => check.key)), 'check'),
		left,
		is,
		right,
		message,
		severity,
		field
	}
	const at = definition.checks.findIndex((check) => check.key === key)
	return { ...definition, checks: at < 0 ? [...definition.checks, next] : definition.checks.with(at, next) }
}

export const withoutCrossCheck = (definition: FormDefinition, key: string): FormDefinition => ({
	...definition,
	checks: definition.checks.filter((check) => check.key !== key)
})

/** « Budget – apport propre est au moins 10 % de Budget – total », to stand in a list; '' for what no page can say. */
export function crossCheckWords(definition: FormDefinition, check: CrossCheck, locale: Locale): string {
	const shown = crossCheckOf(check)
	if (!shown) return ''
	const names = new Map(figuresIn(definition, locale).map(({ value, label }) => [value, label]))
	const right = shown.right
		? shown.percent === '100'
			? (names.get(shown.right) ?? shown.right)
			: translate(locale, 'call.figure.part', {
					percent: Number(shown.percent) / 100,
					figure: names.get(shown.right) ?? shown.right
				})
		: translate(locale, 'call.figure.number', { number: Number(shown.number) })
	return translate(locale, `call.cross.${shown.is}`, { left: names.get(shown.left) ?? shown.left, right })
}
