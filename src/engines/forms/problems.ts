/** What is wrong with answers, the same in the browser and on the server; and how far along they are. */
import { pick, translate, type Locale } from '#platform/i18n'
import { money } from '#platform/money'
import { budgetProblems } from './budget.ts'
import { OTHER, type FormContext } from './answers.ts'
import { ruleDay } from './days.ts'
import { allFields, isAnswered, type Column, type FieldOf, type FormDefinition, type FormField } from './definition.ts'
import { error, type Problem } from './problem.ts'
import { comparisonHolds, sheetOf, type Sheet } from './sheet.ts'
import {
	budgetOf,
	chosenOf,
	declaredOf,
	filesOf,
	filledRows,
	isEmpty,
	isUnread,
	localizedOf,
	numberOf,
	own,
	rowsOf,
	stringsOf,
	textOf,
	type Answers
} from './values.ts'

type Looking = { sheet: Sheet; filing: boolean; context: FormContext }

/**
 * The problems of the visible fields, in the order of the form. A draft hears of what cannot be read and what breaks a
 * ceiling; filing also asks for what is missing and makes the cross-checks. Hidden answers are left alone.
 */
export function problemsOf(
	definition: FormDefinition,
	answers: Answers,
	{ for: purpose, context = {} }: { for: 'draft' | 'filing'; context?: FormContext }
): Problem[] {
	const sheet = sheetOf(definition, answers)
	const looking: Looking = { sheet, filing: purpose === 'filing', context }
	const problems = allFields(definition)
		.filter(({ key }) => sheet.shows(key))
		.flatMap((field) => fieldProblems(field, looking))
	return looking.filing ? [...problems, ...crossCheckProblems(definition, sheet)] : problems
}

function crossCheckProblems(definition: FormDefinition, sheet: Sheet): Problem[] {
	return definition.checks
		.filter(({ field }) => sheet.shows(field))
		.flatMap((check) => {
			const left = sheet.figure(check.left)
			const right = sheet.figure(check.right)
			if (!left || !right || comparisonHolds(left, check.is, right)) return []
			return [
				{
					field: check.field,
					key: 'error.forms.check',
					params: {},
					severity: check.severity,
					missing: false,
					message: check.message
				}
			]
		})
}

function fieldProblems(field: FormField, looking: Looking): Problem[] {
	if (!isAnswered(field)) return []
	const { sheet, filing, context } = looking
	const value = sheet.answer(field.key)
	if (field.kind === 'declaration') return filing ? declarationProblems(field, value) : []
	const required =
		'required' in field && (field.required || (field.requiredWhen !== undefined && sheet.holds(field.requiredWhen)))
	if (isEmpty(value) && field.kind !== 'table') {
		const key = field.kind === 'file' ? 'error.file.missing' : 'error.required'
		return filing && required ? [error(field.key, key, {}, { missing: true })] : []
	}
	switch (field.kind) {
		case 'text':
			return field.localized
				? Object.entries(localizedOf(value)).flatMap(([lang, text]) =>
						lengthProblems(`${field.key}.${lang}`, text, field, filing)
					)
				: lengthProblems(field.key, textOf(value), field, filing)
		case 'choice': {
			const { chosen, other } = chosenOf(value)
			const gone = chosen.some((each) => each !== OTHER && !field.options.some((option) => option.value === each))
			if (gone) return [error(field.key, 'error.choice')]
			if (field.maxChosen !== undefined && chosen.length > field.maxChosen)
				return [error(field.key, 'error.forms.too_many_chosen', { max: field.maxChosen })]
			return filing && chosen.includes(OTHER) && !other
				? [error(`${field.key}.other`, 'error.forms.other', {}, { missing: true })]
				: []
		}
		case 'theme':
			return context.themes && stringsOf(value).some((each) => !context.themes!.includes(each))
				? [error(field.key, 'error.choice')]
				: []
		case 'file': {
			const files = filesOf(value)
			if (files.length > field.maxFiles) return [error(field.key, 'error.forms.too_many_files', { max: field.maxFiles })]
			const large = files.some(({ bytes }) => bytes > field.maxMegabytes * 1024 * 1024)
			return large ? [error(field.key, 'error.file.too_large', { megabytes: field.maxMegabytes })] : []
		}
		case 'table':
			return tableProblems(field, required, looking)
		case 'budget':
			return budgetProblems(field.key, field.rules, budgetOf(value), filing)
		default:
			return simpleProblems(field, field.key, value, looking)
	}
}

function declarationProblems(field: FieldOf<'declaration'>, value: unknown): Problem[] {
	const declared = declaredOf(value)
	if (!declared) return [error(field.key, 'error.forms.declaration', {}, { missing: true })]
	// Agreed to another wording: what counts is the one of the form that is filed.
	return declared.text === pick(field.text, declared.lang).text ? [] : [error(field.key, 'error.forms.declaration_changed')]
}

function lengthProblems(
	name: string,
	text: string,
	limits: { minCharacters?: number | undefined; maxCharacters: number },
	filing: boolean
) {
	if (text.length > limits.maxCharacters)
		return [error(name, 'error.forms.too_long', { max: limits.maxCharacters, length: text.length })]
	if (filing && limits.minCharacters !== undefined && text.length < limits.minCharacters)
		return [error(name, 'error.forms.too_short', { min: limits.minCharacters, length: text.length }, { missing: text === '' })]
	return []
}

type Bounded = Exclude<
	FormField | Column,
	{ kind: 'information' | 'calculated' | 'file' | 'table' | 'budget' | 'declaration' | 'theme' }
>

function simpleProblems(field: Bounded, name: string, value: unknown, { sheet, filing, context }: Looking): Problem[] {
	if (isUnread(value)) return [error(name, value.why, value.params)]
	if (field.kind === 'text') return lengthProblems(name, textOf(value), field, filing)
	if (field.kind === 'number' || field.kind === 'money') {
		const number = numberOf(value)
		if (number === null) return [error(name, 'error.forms.number')]
		const isMoney = field.kind === 'money'
		const shown = (bound: number) => (isMoney ? money(bound) : bound)
		if (field.max !== undefined && number > field.max)
			return [error(name, isMoney ? 'error.forms.money_max' : 'error.forms.max', { max: shown(field.max) })]
		if (field.min !== undefined && number < field.min)
			return [error(name, isMoney ? 'error.forms.money_min' : 'error.forms.min', { min: shown(field.min) })]
	}
	if (field.kind === 'date') {
		const day = textOf(value)
		const dayOf = (key: string) => (isUnread(sheet.answer(key)) ? null : textOf(sheet.answer(key)) || null)
		const earliest = ruleDay(field.earliest, context.today, dayOf)
		const latest = ruleDay(field.latest, context.today, dayOf)
		if (earliest && day < earliest) return [error(name, 'error.forms.earliest', { day: earliest })]
		if (latest && day > latest) return [error(name, 'error.forms.latest', { day: latest })]
	}
	if (field.kind === 'choice' && !field.options.some((option) => option.value === value)) return [error(name, 'error.choice')]
	if (field.kind === 'territory' && context.isTerritory && !context.isTerritory(textOf(value), field.within))
		return [error(name, 'error.choice')]
	return []
}

function tableProblems(field: FieldOf<'table'>, required: boolean, looking: Looking): Problem[] {
	const { filing } = looking
	const filled = filledRows(rowsOf(looking.sheet.answer(field.key)))
	const problems: Problem[] = []
	const least = Math.max(field.minRows, required ? 1 : 0)
	if (filing && (required || filled.length > 0) && filled.length < least)
		problems.push(error(field.key, 'error.forms.rows_min', { min: least }, { missing: true }))
	if (filled.length > field.maxRows) problems.push(error(field.key, 'error.forms.rows_max', { max: field.maxRows }))
	for (const [row, at] of filled)
		for (const column of field.columns) {
			if (column.kind === 'calculated') continue
			const name = `${field.key}.${at}.${column.key}`
			const value = own(row, column.key)
			if (!isEmpty(value)) problems.push(...simpleProblems(column, name, value, looking))
			else if (filing && column.required) problems.push(error(name, 'error.required', {}, { missing: true }))
		}
	return problems
}

export type PageProgress = { page: string; state: 'to_do' | 'done' | 'problems'; problems: number; filled: number; asked: number }

/** Per visible page: whether it could be filed as it is, and if not, whether something is wrong or only missing. */
export function progressOf(definition: FormDefinition, answers: Answers, context: FormContext = {}): PageProgress[] {
	const sheet = sheetOf(definition, answers)
	const problems = problemsOf(definition, answers, { for: 'filing', context }).filter(({ severity }) => severity === 'error')
	return definition.pages
		.filter((page) => sheet.showsPage(page))
		.map(({ key, fields }) => {
			const asked = fields.filter((field) => isAnswered(field) && sheet.shows(field.key))
			const filled = asked.filter((field) => !isEmpty(sheet.answer(field.key))).length
			const keys = new Set(fields.map((field) => field.key))
			const here = problems.filter(({ field }) => keys.has(field.split('.')[0]!))
			const wrong = here.filter(({ missing }) => !missing).length
			const state = wrong ? 'problems' : here.length ? 'to_do' : 'done'
			return { page: key, state, problems: wrong, filled, asked: asked.length }
		})
}

/** The label of what a problem is about: of the field, and of the column where it is in a table. */
export function labelOf(definition: FormDefinition, name: string, locale: Locale): string {
	const [key, row, column] = name.split('.')
	const field = allFields(definition).find((each) => each.key === key)
	if (!field) return ''
	const label = pick(field.label, locale).text
	if (field.kind === 'budget' && column && row) {
		const part = translate(locale, row === 'lines' ? 'forms.budget.expenses' : 'forms.budget.financing')
		return `${label} – ${part} – ${Number(column) + 1}`
	}
	const cell = field.kind === 'table' && field.columns.find((each) => each.key === column)
	return cell ? `${label} – ${Number(row) + 1} – ${pick(cell.label, locale).text}` : label
}
