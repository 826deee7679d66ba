/** From the builder's page of one field to the field, for people who write no JSON. What the page does not show stays as it is. */
import { same } from '#engines/forms/equal'
import {
	MAX_FILE_MEGABYTES,
	type Condition,
	type FieldKind,
	type FormDefinition,
	type FormField
} from '#engines/forms/definition'
import { fileTypes, type FileType } from '#platform/file-types'
import type { Localized } from '#platform/i18n'
import { expressionFrom, operations, TERMS } from './calculation-form.ts'
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
export function conditionsFor(definition: FormDefinition, except: string): { value: string; condition: Condition }[] {
	return definition.pages
		.flatMap(({ fields }) => fields)
		.filter(({ key }) => key !== except)
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

/** Which of the offered conditions this one of a field is; `kept` for one that no list offers; '' for none. */
export function chosenCondition(definition: FormDefinition, field: FormField, chosen: Condition | undefined): string {
	if (!chosen) return ''
	return conditionsFor(definition, field.key).find(({ condition }) => same(condition, chosen))?.value ?? 'kept'
}

const conditionOf = (value: string, field: FormField, definition: FormDefinition): Condition | undefined =>
	conditionsFor(definition, field.key).find((each) => each.value === value)?.condition

/** The field as the page says it. Limits that cannot be read are left out, and `checkDefinition` says what does not hold together. */
export function fieldFrom(values: Values, field: FormField, definition: FormDefinition): FormField {
	const condition = one(values, 'showWhen')
	const showWhen = condition === 'kept' ? field.showWhen : conditionOf(condition, field, definition)
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
		...given('requiredWhen', needed === 'kept' ? before : conditionOf(needed, field, definition)),
		...given('identifying', one(values, 'identifying') === 'yes' || null),
		...given('hint', Object.keys(hint).length ? hint : null)
	} as typeof base
	switch (asked.kind) {
		case 'text':
			return {
				...asked,
				lines: one(values, 'lines') === 'one' ? 'one' : 'several',
				maxCharacters: whole(values, 'maxCharacters', 1, 50_000) ?? asked.maxCharacters
			}
		case 'number': {
			const { min: _min, max: _max, ...rest } = asked
			return {
				...rest,
				...given('min', whole(values, 'min', 0, 1e12)),
				...given('max', whole(values, 'max', 0, 1e12)),
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
		case 'choice':
			return {
				...asked,
				many: one(values, 'many') === 'yes',
				other: one(values, 'other') === 'yes',
				options: rows(
					values,
					'option',
					asked.options.map(({ value }) => value),
					slug
				).map(({ at, name, label }) => ({ ...asked.options[at], value: name, label }))
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
