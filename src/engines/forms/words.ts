/** Conditions and values said in words, for readers of the page without a script, of the read-only view and of the history. */
import { formatDate, formatNumber, pickText, translate, type Locale } from '#platform/i18n'
import { formatMoney, money } from '#platform/money'
import { OTHER } from './answers.ts'
import { findField, type Column, type Condition, type FormDefinition, type FormField } from './definition.ts'
import { sheetOf } from './sheet.ts'
import { centsOf, chosenOf, declaredOf, isUnread, localizedOf, numberOf, textOf, type Answers } from './values.ts'

const days = (locale: Locale, day: string) => formatDate(locale, new Date(`${day}T12:00:00Z`), { dateStyle: 'long' }, 'UTC')
const euros = (locale: Locale, cents: number) => formatMoney(money(cents), locale)

/** A number as it is read, to its decimals. */
export const numberWords = (value: number, as: 'number' | 'money' | 'percent', decimals: number, locale: Locale): string => {
	if (as === 'money') return euros(locale, value)
	const digits = { minimumFractionDigits: 0, maximumFractionDigits: decimals }
	return as === 'percent'
		? formatNumber(locale, value / 100, { style: 'percent', ...digits })
		: formatNumber(locale, value, digits)
}

/** What is answered in one line; '' for what has no line of its own (tables, budgets, files, places and themes, which the programme names). */
export function valueWords(field: FormField | Column, value: unknown, locale: Locale): string {
	if (isUnread(value)) return value.unread
	switch (field.kind) {
		case 'text':
			return 'localized' in field && field.localized ? pickText(localizedOf(value), locale) : textOf(value)
		case 'number': {
			const number = numberOf(value)
			if (number === null) return ''
			const unit = pickText(field.unit, locale)
			return `${numberWords(number, 'number', field.decimals, locale)}${unit ? `\u00a0${unit}` : ''}`
		}
		case 'money':
			return centsOf(value) === null ? '' : euros(locale, centsOf(value)!)
		case 'date':
			return textOf(value) && days(locale, textOf(value))
		case 'choice': {
			const labelled = (each: string) => pickText(field.options.find((option) => option.value === each)?.label, locale) || each
			if (typeof value === 'string') return labelled(value)
			const { chosen, other } = chosenOf(value)
			return chosen
				.map((each) => (each === OTHER ? other : labelled(each)))
				.filter(Boolean)
				.join(' · ')
		}
		case 'declaration':
			return declaredOf(value)?.text ?? ''
		case 'table':
		case 'budget':
		case 'file':
		case 'information':
		case 'calculated':
			return ''
		default:
			return textOf(value)
	}
}

function boundWords(field: FormField | undefined, value: string | number | boolean, locale: Locale): string {
	if (field?.kind === 'choice') {
		if (value === OTHER) return translate(locale, 'forms.other')
		return pickText(field.options.find((option) => option.value === value)?.label, locale) || String(value)
	}
	const isMoney = field?.kind === 'money' || field?.kind === 'budget' || (field?.kind === 'calculated' && field.as === 'money')
	if (typeof value === 'number') return isMoney ? euros(locale, Math.round(value * 100)) : formatNumber(locale, value)
	return typeof value === 'string' && field?.kind === 'date' ? days(locale, value) : String(value)
}

/** « la réponse à “Pays” est “Bulgarie” », to stand in a sentence. */
export function conditionWords(condition: Condition, definition: FormDefinition, locale: Locale): string {
	const list = (conditions: Condition[], type: 'conjunction' | 'disjunction') =>
		new Intl.ListFormat(locale, { type }).format(conditions.map((each) => conditionWords(each, definition, locale)))
	if ('all' in condition) return list(condition.all, 'conjunction')
	if ('any' in condition) return list(condition.any, 'disjunction')
	if ('not' in condition)
		return translate(locale, 'forms.when.not', { condition: conditionWords(condition.not, definition, locale) })
	const target = findField(definition, condition.field.split('.')[0]!)
	const field = pickText(target?.label, locale) || condition.field
	const words = (value: string | number | boolean) => boundWords(target, value, locale)
	if ('filled' in condition) return translate(locale, condition.filled ? 'forms.when.filled' : 'forms.when.empty', { field })
	if ('equals' in condition) {
		if (typeof condition.equals === 'boolean')
			return translate(locale, condition.equals ? 'forms.when.ticked' : 'forms.when.not_ticked', { field })
		return translate(locale, 'forms.when.equals', { field, value: words(condition.equals) })
	}
	if ('oneOf' in condition) {
		const value = new Intl.ListFormat(locale, { type: 'disjunction' }).format(condition.oneOf.map(words))
		return translate(locale, 'forms.when.equals', { field, value })
	}
	if ('greater' in condition) return translate(locale, 'forms.when.greater', { field, value: words(condition.greater) })
	if ('atLeast' in condition) return translate(locale, 'forms.when.at_least', { field, value: words(condition.atLeast) })
	if ('less' in condition) return translate(locale, 'forms.when.less', { field, value: words(condition.less) })
	return translate(locale, 'forms.when.at_most', { field, value: words(condition.atMost) })
}

export type FieldShown = {
	field: FormField
	asked: boolean
	/** The condition under which the field counts, and that under which it is needed, where an answer on the page settles them; or ''. */
	when: string
	neededWhen: string
}

/**
 * The fields of a page as it is rendered without a script: those asked, and those that an answer on the same page could
 * bring up, with their condition in words. What is filled in while its condition does not hold is kept and not counted.
 */
export function fieldsShown(definition: FormDefinition, pageKey: string, answers: Answers, locale: Locale): FieldShown[] {
	const page = definition.pages.find(({ key }) => key === pageKey)
	if (!page) return []
	const sheet = sheetOf(definition, answers)
	const here = new Map(page.fields.map((field) => [field.key, field]))
	const settledElsewhere = (condition: Condition): boolean => {
		if ('all' in condition) return condition.all.every(settledElsewhere)
		if ('any' in condition) return condition.any.every(settledElsewhere)
		if ('not' in condition) return settledElsewhere(condition.not)
		return !here.has(condition.field.split('.')[0]!)
	}
	return page.fields
		.map((field) => {
			const words = (condition: Condition | undefined) =>
				condition === undefined || settledElsewhere(condition) ? '' : conditionWords(condition, definition, locale)
			const neededWhen = 'required' in field && !field.required ? words(field.requiredWhen) : ''
			return { field, asked: sheet.shows(field.key), when: words(field.showWhen), neededWhen }
		})
		.filter(({ asked, when }) => asked || when !== '')
}
