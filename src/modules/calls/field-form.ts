/** From the builder's page of one field to the field, for people who write no JSON. What the page does not show stays as it is. */
import { same } from '#engines/forms/equal'
import {
	MAX_FILE_MEGABYTES,
	type Condition,
	type FieldKind,
	type FormDefinition,
	type FormField,
	type FormPage
} from '#engines/forms/definition'
import { fileTypes, type FileType } from '#platform/file-types'
import type { Localized } from '#platform/i18n'
import { expressionFrom, operations, readNumber, TERMS } from './calculation-form.ts'
import { columnsFrom } from './column-form.ts'
import { dayRuleFrom } from './day-rule-form.ts'
import { cents, columnKey, given, many, one, rows, slug, texts, whole, type Values } from './form-values.ts'

/** The kinds the builder offers, in its order. */
export const fieldKinds = [
	'text',
	'number',
	'money',
	'date',
	'choice',
	'table',
	'file',
	'budget',
	'calculated',
	'declaration',
	'information',
	'theme',
	'territory',
	'email',
	'phone',
	'website',
	'iban',
	'eik',
	'siren',
	'siret',
	'rna'
] as const satisfies FieldKind[]

/** An empty field of a kind, under a key of its own made from the kind; `label` is what it is called until it is named. */
export function newField(kind: (typeof fieldKinds)[number], label: Localized): FormField {
	const base = { key: kind, label }
	const asked = { ...base, required: false }
	switch (kind) {
		case 'text':
			return { ...asked, kind, lines: 'several', localized: false, maxCharacters: 2000 }
		case 'number':
			return { ...asked, kind, decimals: 0 }
		case 'choice':
			return { ...asked, kind, many: false, other: false, options: [] }
		case 'table':
			return { ...asked, kind, columns: [], minRows: 0, maxRows: 20 }
		case 'file':
			return { ...asked, kind, types: ['pdf'], maxMegabytes: 10, maxFiles: 1 }
		case 'theme':
			return { ...asked, kind, many: false }
		case 'declaration':
		case 'information':
			return { ...base, kind, text: {} }
		case 'budget':
			return { ...asked, kind, rules: { categories: [], warnUnsecured: true } }
		case 'calculated':
			// Nothing yet: its page says what is reckoned.
			return { ...base, kind, expression: { sum: [{ value: 0 }] }, as: 'number', decimals: 0 }
		default:
			return { ...asked, kind }
	}
}

/** What can be chosen as "only when": an answer of a choice, a ticked declaration, a filled field. `value` stands in the form. */
export function conditionsFor(definition: FormDefinition, except: readonly string[]): { value: string; condition: Condition }[] {
	return definition.pages
		.flatMap(({ fields }) => fields)
		.filter(({ key }) => !except.includes(key))
		.flatMap((field) => {
			if (field.kind === 'choice')
				return field.options.map(({ value }) => ({
					value: `${field.key}=${value}`,
					condition: { field: field.key, equals: value }
				}))
			if (field.kind === 'declaration')
				return [{ value: `${field.key}=`, condition: { field: field.key, equals: true } as Condition }]
			if (field.kind === 'information' || field.kind === 'calculated') return []
			return [{ value: `${field.key}!`, condition: { field: field.key, filled: true } as Condition }]
		})
}

/**
 * What a condition is chosen from, and which of it is `stored`: '' for none, `kept` for one that no list offers, which then
 * stands first. `except` as in `conditionsFor`.
 */
export function conditionChoices(definition: FormDefinition, except: readonly string[], stored: Condition | undefined) {
	const offered = conditionsFor(definition, except)
	if (!stored) return { chosen: '', choices: offered }
	const chosen = offered.find(({ condition }) => same(condition, stored))?.value
	return chosen === undefined
		? { chosen: 'kept', choices: [{ value: 'kept', condition: stored }, ...offered] }
		: { chosen, choices: offered }
}

/** What hangs on a page: its own questions cannot settle whether it is asked. */
export const keysOn = ({ fields }: FormPage): string[] => fields.map(({ key }) => key)

const conditionOf = (value: string, except: readonly string[], definition: FormDefinition): Condition | undefined =>
	conditionsFor(definition, except).find((each) => each.value === value)?.condition

/** The page as the builder's page of it says it, its questions left alone. */
export function pageFrom(
	said: { title: Localized; intro: Localized; showWhen: string },
	page: FormPage,
	definition: FormDefinition
): FormPage {
	const { intro: _, showWhen: before, ...rest } = page
	return {
		...rest,
		title: said.title,
		...given('intro', Object.keys(said.intro).length ? said.intro : null),
		...given('showWhen', said.showWhen === 'kept' ? before : conditionOf(said.showWhen, keysOn(page), definition))
	}
}

/** The field as the page says it, once `wrongFigures` has nothing to say; `checkDefinition` says what does not hold together. */
export function fieldFrom(values: Values, field: FormField, definition: FormDefinition): FormField {
	const condition = one(values, 'showWhen')
	const showWhen = condition === 'kept' ? field.showWhen : conditionOf(condition, [field.key], definition)
	const { showWhen: _, ...bare } = field
	const base = { ...bare, label: texts(values, 'label'), ...given('showWhen', showWhen) } as FormField
	if (base.kind === 'declaration' || base.kind === 'information') return { ...base, text: texts(values, 'text') }
	const hint = texts(values, 'hint')
	if (base.kind === 'calculated') {
		const { hint: _hint, ...rest } = base
		const operation = operations.find((each) => each === one(values, 'operation'))
		const terms = Array.from({ length: TERMS }, (_, at) => one(values, `term.${at}`)).filter(Boolean)
		return {
			...rest,
			...given('hint', Object.keys(hint).length ? hint : null),
			as: (['number', 'money', 'percent'] as const).find((each) => each === one(values, 'as')) ?? base.as,
			decimals: whole(values, 'decimals', 0, 6) ?? 0,
			// Without an operation the page could not show what the template reckons: it stays.
			expression: operation
				? expressionFrom({ operation, terms, constant: one(values, 'constant') }, base.expression)
				: base.expression
		}
	}
	const { hint: __, identifying: ___, requiredWhen: before, ...unhinted } = base
	const needed = one(values, 'required')
	const asked = {
		...unhinted,
		required: needed === 'yes',
		...given('requiredWhen', needed === 'kept' ? before : conditionOf(needed, [field.key], definition)),
		...given('identifying', one(values, 'identifying') === 'yes' || null),
		...given('hint', Object.keys(hint).length ? hint : null)
	} as typeof base
	switch (asked.kind) {
		case 'text': {
			const { minCharacters: _min, ...rest } = asked
			return {
				...rest,
				lines: one(values, 'lines') === 'one' ? 'one' : 'several',
				localized: one(values, 'localized') === 'yes',
				...given('minCharacters', whole(values, 'minCharacters', 1, 50_000)),
				maxCharacters: whole(values, 'maxCharacters', 1, 50_000) ?? asked.maxCharacters
			}
		}
		case 'number': {
			const { min: _min, max: _max, unit: _unit, ...rest } = asked
			const unit = texts(values, 'unit')
			return {
				...rest,
				...given('min', readNumber(one(values, 'min'))),
				...given('max', readNumber(one(values, 'max'))),
				...given('unit', Object.keys(unit).length ? unit : null),
				decimals: whole(values, 'decimals', 0, 6) ?? 0
			}
		}
		case 'money': {
			const { min: _min, max: _max, ...rest } = asked
			return { ...rest, ...given('min', cents(values, 'min')), ...given('max', cents(values, 'max')) }
		}
		case 'date': {
			const { earliest, latest, ...rest } = asked
			return {
				...rest,
				...given('earliest', dayRuleFrom(values, 'earliest', earliest)),
				...given('latest', dayRuleFrom(values, 'latest', latest))
			}
		}
		case 'choice': {
			const { maxChosen: _most, ...rest } = asked
			const several = one(values, 'many') === 'yes'
			return {
				...rest,
				many: several,
				...given('maxChosen', several ? whole(values, 'maxChosen', 1, 200) : null),
				other: one(values, 'other') === 'yes',
				options: rows(
					values,
					'option',
					asked.options.map(({ value }) => value),
					slug
				).map(({ at, name, label }) => ({ ...asked.options[at], value: name, label }))
			}
		}
		case 'file': {
			const types = many(values, 'types').filter((type): type is FileType => type in fileTypes)
			return {
				...asked,
				types: (types.length ? types : asked.types) as typeof asked.types,
				maxMegabytes: whole(values, 'maxMegabytes', 1, MAX_FILE_MEGABYTES) ?? asked.maxMegabytes,
				maxFiles: whole(values, 'maxFiles', 1, 20) ?? asked.maxFiles
			}
		}
		case 'theme':
			return { ...asked, many: one(values, 'many') === 'yes' }
		case 'table':
			return {
				...asked,
				minRows: whole(values, 'minRows', 0, 500) ?? 0,
				maxRows: whole(values, 'maxRows', 1, 500) ?? asked.maxRows,
				columns: columnsFrom(values, asked.columns)
			}
		case 'budget':
			return {
				...asked,
				rules: {
					...asked.rules,
					categories: rows(
						values,
						'category',
						asked.rules.categories.map(({ key }) => key),
						columnKey
					)
						.slice(0, 40)
						.map(({ at, name, label }) => {
							const { maxRate: _rate, ...before } = asked.rules.categories[at] ?? { key: name }
							const percent = whole(values, `category.${at}.percent`, 0, 100)
							return { ...before, key: name, label, ...given('maxRate', percent === null ? null : percent * 100) }
						})
				}
			}
		default:
			return asked
	}
}
