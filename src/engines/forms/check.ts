/** Whether a definition hangs together, for whoever builds it: before a call opens, and at every step of the builder. */
import { locales, type Localized } from '#platform/i18n'
import { budgetFigureNames } from './budget.ts'
import type {
	Condition,
	DayRule,
	DefinitionCode,
	DefinitionProblem,
	Expression,
	FormDefinition,
	FormField
} from './definition.ts'
import { conditionFields, expressionReferences, type Reference } from './references.ts'

type Say = (path: string, code: DefinitionCode, params?: Record<string, string>, severity?: DefinitionProblem['severity']) => void

/** What is wrong with a definition that could be read. Empty is good; warnings do not keep a call from opening. */
export function checkDefinition(definition: FormDefinition): DefinitionProblem[] {
	const problems: DefinitionProblem[] = []
	const say: Say = (path, code, params = {}, severity = 'error') =>
		problems.push({ path, code: `error.forms.definition.${code}`, params, severity })

	if (definition.pages.length === 0) say('pages', 'no_pages')
	const fields = new Map<string, FormField>()
	for (const field of definition.pages.flatMap((page) => page.fields)) fields.set(field.key, fields.get(field.key) ?? field)

	const taken = new Set<string>()
	const pageKeys = new Set<string>()
	definition.pages.forEach((page, at) => {
		const path = `pages.${at}`
		unique(pageKeys, page.key, `${path}.key`, say)
		labels(page.title, `${path}.title`, say)
		if (page.intro) labels(page.intro, `${path}.intro`, say, 'optional')
		if (page.fields.length === 0) say(`${path}.fields`, 'empty_page')
		if (page.showWhen) checkCondition(page.showWhen, `${path}.showWhen`, fields, say)
		page.fields.forEach((field, nth) => {
			const here = `${path}.fields.${nth}`
			unique(taken, field.key, `${here}.key`, say)
			checkField(field, here, fields, say)
		})
	})
	const checkKeys = new Set<string>()
	definition.checks.forEach((check, at) => {
		const path = `checks.${at}`
		unique(checkKeys, check.key, `${path}.key`, say)
		labels(check.message, `${path}.message`, say)
		if (!fields.has(check.field)) say(`${path}.field`, 'unknown_reference', { reference: check.field })
		checkExpression(check.left, `${path}.left`, fields, say)
		checkExpression(check.right, `${path}.right`, fields, say)
	})
	circles(definition, say)
	return problems
}

function unique(taken: Set<string>, key: string, path: string, say: Say) {
	if (taken.has(key)) say(path, 'duplicate_key', { key })
	taken.add(key)
}

/** At least one language; the others are pointed out, except where nothing at all is written in an optional text. */
function labels(text: Localized, path: string, say: Say, kind: 'needed' | 'optional' = 'needed') {
	const missing = locales.filter((locale) => !text[locale]?.trim())
	if (missing.length === locales.length) {
		if (kind === 'needed') say(path, 'no_label')
	} else for (const locale of missing) say(`${path}.${locale}`, 'missing_language', { locale }, 'warning')
}

function checkField(field: FormField, path: string, fields: Map<string, FormField>, say: Say) {
	labels(field.label, `${path}.label`, say)
	if ('hint' in field && field.hint) labels(field.hint, `${path}.hint`, say, 'optional')
	if (field.showWhen) checkCondition(field.showWhen, `${path}.showWhen`, fields, say)
	if ('requiredWhen' in field && field.requiredWhen) checkCondition(field.requiredWhen, `${path}.requiredWhen`, fields, say)
	limits(field, path, say)
	if (field.kind === 'number' && field.unit) labels(field.unit, `${path}.unit`, say, 'optional')
	switch (field.kind) {
		case 'declaration':
		case 'information':
			return labels(field.text, `${path}.text`, say)
		case 'choice':
			return checkOptions(field.options, path, say)
		case 'calculated':
			return checkExpression(field.expression, `${path}.expression`, fields, say)
		case 'date':
			return [field.earliest, field.latest].forEach((rule, at) =>
				checkDay(rule, `${path}.${at ? 'latest' : 'earliest'}`, fields, say)
			)
		case 'budget': {
			const keys = new Set<string>()
			if (field.rules.categories.length === 0) say(`${path}.rules.categories`, 'no_options')
			return field.rules.categories.forEach((category, at) => {
				unique(keys, category.key, `${path}.rules.categories.${at}.key`, say)
				labels(category.label, `${path}.rules.categories.${at}.label`, say)
			})
		}
		case 'table': {
			if (field.columns.length === 0) say(`${path}.columns`, 'no_columns')
			const keys = new Set<string>()
			const numeric = new Set(field.columns.filter(isNumeric).map(({ key }) => key))
			return field.columns.forEach((column, at) => {
				const here = `${path}.columns.${at}`
				unique(keys, column.key, `${here}.key`, say)
				labels(column.label, `${here}.label`, say)
				limits(column, here, say)
				if (column.kind === 'choice') checkOptions(column.options, here, say)
				if (column.kind === 'date') for (const rule of [column.earliest, column.latest]) checkDay(rule, here, fields, say)
				if (column.kind === 'calculated')
					for (const { kind, to } of expressionReferences(column.expression)) {
						if (kind !== 'field' || !field.columns.some(({ key }) => key === to))
							say(`${here}.expression`, 'unknown_reference', { reference: to })
						else if (!numeric.has(to)) say(`${here}.expression`, 'wrong_reference', { reference: to })
					}
			})
		}
	}
}

const isNumeric = ({ kind }: { kind: string }) => kind === 'number' || kind === 'money' || kind === 'calculated'

function checkOptions(options: { value: string; label: Localized }[], path: string, say: Say) {
	if (options.length === 0) say(`${path}.options`, 'no_options')
	const values = new Set<string>()
	options.forEach(({ value, label }, at) => {
		if (values.has(value)) say(`${path}.options.${at}.value`, 'duplicate_option', { value })
		values.add(value)
		labels(label, `${path}.options.${at}.label`, say)
	})
}

/** A least above a most can be answered by nobody. */
function limits(of: object, path: string, say: Say) {
	const bounds: [string, string][] = [
		['min', 'max'],
		['minCharacters', 'maxCharacters'],
		['minRows', 'maxRows'],
		['earliest', 'latest']
	]
	const given = of as Record<string, unknown>
	for (const [low, high] of bounds) {
		const [least, most] = [given[low], given[high]]
		if (typeof least === typeof most && (typeof least === 'number' || typeof least === 'string') && least > most!)
			say(`${path}.${low}`, 'limits')
	}
}

function checkDay(rule: DayRule | undefined, path: string, fields: Map<string, FormField>, say: Say) {
	if (rule === undefined || typeof rule === 'string' || rule.of === 'today') return
	const field = fields.get(rule.of)
	if (!field) say(path, 'unknown_reference', { reference: rule.of })
	else if (field.kind !== 'date') say(path, 'wrong_reference', { reference: rule.of })
}

function checkCondition(condition: Condition, path: string, fields: Map<string, FormField>, say: Say) {
	for (const reference of conditionFields(condition)) {
		const [key = '', part] = reference.split('.')
		const field = fields.get(key)
		if (!field) say(path, 'unknown_reference', { reference })
		else if (field.kind === 'information' || (part !== undefined && !isFigure(field, part)))
			say(path, 'wrong_reference', { reference })
	}
	for (const { field: key, value } of comparedOptions(condition)) {
		const field = fields.get(key)
		if (
			field?.kind === 'choice' &&
			!field.options.some((option) => option.value === value) &&
			!(field.other && value === '_other')
		)
			say(path, 'unknown_reference', { reference: `${key}: ${String(value)}` })
	}
}

const isFigure = (field: FormField, part: string) => field.kind === 'budget' && budgetFigureNames.some((name) => name === part)

function* comparedOptions(condition: Condition): Generator<{ field: string; value: unknown }> {
	if ('all' in condition) for (const each of condition.all) yield* comparedOptions(each)
	else if ('any' in condition) for (const each of condition.any) yield* comparedOptions(each)
	else if ('not' in condition) yield* comparedOptions(condition.not)
	else if ('equals' in condition) yield { field: condition.field, value: condition.equals }
	else if ('oneOf' in condition) for (const value of condition.oneOf) yield { field: condition.field, value }
}

function checkExpression(expression: Expression, path: string, fields: Map<string, FormField>, say: Say) {
	for (const reference of expressionReferences(expression)) {
		const fits = referenceFits(reference, fields)
		if (fits !== 'fits') say(path, fits, { reference: reference.to })
	}
}

function referenceFits(
	{ kind, to }: Reference,
	fields: Map<string, FormField>
): 'fits' | 'unknown_reference' | 'wrong_reference' {
	const [key = '', part] = to.split('.')
	const field = fields.get(key)
	if (!field) return 'unknown_reference'
	if (kind === 'count') return field.kind === 'table' && part === undefined ? 'fits' : 'wrong_reference'
	if (kind === 'column') {
		if (field.kind !== 'table') return 'wrong_reference'
		const column = field.columns.find((each) => each.key === part)
		return !column ? 'unknown_reference' : isNumeric(column) ? 'fits' : 'wrong_reference'
	}
	if (part !== undefined) return isFigure(field, part) ? 'fits' : 'wrong_reference'
	return isNumeric(field) ? 'fits' : 'wrong_reference'
}

/** What a field cannot be known without: its conditions, its page's, what it is worked out from, the dates it is counted from. */
function circles(definition: FormDefinition, say: Say) {
	const needs = new Map<string, { path: string; of: Set<string> }>()
	definition.pages.forEach((page, at) =>
		page.fields.forEach((field, nth) => {
			const of = new Set<string>()
			for (const condition of [page.showWhen, field.showWhen])
				if (condition) for (const to of conditionFields(condition)) of.add(to.split('.')[0]!)
			if (field.kind === 'calculated') for (const { to } of expressionReferences(field.expression)) of.add(to.split('.')[0]!)
			if (!needs.has(field.key)) needs.set(field.key, { path: `pages.${at}.fields.${nth}`, of })
		})
	)
	// Reached by walking what each needs: a field that comes back to itself is in a circle, and each such field is named.
	for (const [key, { path, of }] of needs) {
		const seen = new Set<string>()
		const waiting = [...of]
		for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
			if (seen.has(next)) continue
			seen.add(next)
			waiting.push(...(needs.get(next)?.of ?? []))
		}
		if (seen.has(key)) say(path, 'cycle', { key })
	}
	for (const [at, page] of definition.pages.entries())
		for (const [nth, field] of page.fields.entries())
			if (field.kind === 'table') columnCircles(field.columns, `pages.${at}.fields.${nth}.columns`, say)
}

function columnCircles(columns: Extract<FormField, { kind: 'table' }>['columns'], path: string, say: Say) {
	const needs = new Map(
		columns.map((column) => [
			column.key,
			column.kind === 'calculated' ? expressionReferences(column.expression).map(({ to }) => to) : []
		])
	)
	columns.forEach(({ key }, at) => {
		const seen = new Set<string>()
		const waiting = [...(needs.get(key) ?? [])]
		for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
			if (seen.has(next)) continue
			seen.add(next)
			waiting.push(...(needs.get(next) ?? []))
		}
		if (seen.has(key)) say(`${path}.${at}`, 'cycle', { key })
	})
}
