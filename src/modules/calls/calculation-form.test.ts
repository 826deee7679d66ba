import { describe, expect, test } from 'vitest'
import { checkDefinition } from '#engines/forms/check'
import { findField, type FormDefinition } from '#engines/forms/definition'
import { problemsOf } from '#engines/forms/problems'
import { sheetOf } from '#engines/forms/sheet'
import { cofinancing, formOf } from '#test/forms'
import {
	calculationOf,
	crossCheckOf,
	crossCheckWords,
	expressionFrom,
	figuresIn,
	readNumber,
	withCrossCheck,
	withoutCrossCheck,
	type CrossCheckInput
} from './calculation-form.ts'
import { fieldFrom, newField } from './field-form.ts'

const say = (fr: string) => ({ fr, bg: fr, en: fr })
const hours = formOf({
	pages: [
		{
			key: 'one',
			title: say('Heures'),
			fields: [
				{ key: 'hours', label: say('Heures'), kind: 'number' },
				{ key: 'grant', label: say('Aide'), kind: 'money' },
				{
					key: 'team',
					label: say('Équipe'),
					kind: 'table',
					columns: [
						{ key: 'name', label: say('Nom'), kind: 'text', maxCharacters: 20 },
						{ key: 'cost', label: say('Coût'), kind: 'money', total: true }
					]
				}
			]
		}
	]
})
/** With a calculation the builder made, said as its page posts it. */
function reckoned(values: Record<string, string>): FormDefinition {
	const field = fieldFrom({ 'label.fr': 'Total', ...values }, newField('calculated', say('Total')), hours)
	const [page] = hours.pages
	return { ...hours, pages: [{ ...page!, fields: [...page!.fields, { ...field, key: 'total' }] }] }
}
const figureOf = (definition: FormDefinition, answers: Parameters<typeof sheetOf>[1]) => {
	const field = findField(definition, 'total')
	return field?.kind === 'calculated' ? sheetOf(definition, answers).calculated(field) : undefined
}
const answers = {
	hours: 10,
	grant: 50_000,
	team: [
		{ name: 'A', cost: 12_000 },
		{ name: 'B', cost: 8_000 }
	]
}

describe('a calculation made in the builder', () => {
	test.for([
		[{ operation: 'sum', 'term.0': 'field:grant', 'term.1': 'column:team.cost', as: 'money' }, 70_000],
		[{ operation: 'difference', 'term.0': 'field:grant', 'term.1': 'column:team.cost', as: 'money' }, 30_000],
		[{ operation: 'product', 'term.0': 'field:hours', constant: '12,5', as: 'money' }, 12_500],
		[{ operation: 'share', 'term.0': 'column:team.cost', 'term.1': 'field:grant', as: 'percent', decimals: '1' }, 40],
		[{ operation: 'sum', 'term.0': 'count:team', as: 'number' }, 2]
	] as [Record<string, string>, number][])('%j comes to what it says', ([values, expected]) => {
		const definition = reckoned(values)
		expect(checkDefinition(definition).filter(({ severity }) => severity === 'error')).toEqual([])
		expect(figureOf(definition, answers)).toBe(expected)
	})

	test('is shown again as it was said', () => {
		const said = { operation: 'share' as const, terms: ['field:grant', 'column:team.cost'], constant: '' }
		expect(calculationOf(expressionFrom(said, { value: 0 }))).toEqual(said)
	})

	test('no page can say is kept, whatever is posted; nothing said changes nothing', () => {
		const nested = { sum: [{ product: [{ field: 'hours' }, { value: 2 }] }, { field: 'grant' }] }
		expect(calculationOf(nested)).toBeNull()
		expect(expressionFrom({ operation: 'difference', terms: ['field:grant'], constant: '' }, nested)).toBe(nested)
		expect(expressionFrom({ operation: 'sum', terms: ['field:__proto__', 'x'], constant: 'many' }, nested)).toBe(nested)
	})

	test('offers what is a figure, and not itself', () => {
		expect(figuresIn(hours, 'fr', 'hours').map(({ value }) => value)).toEqual(['field:grant', 'column:team.cost', 'count:team'])
		expect(figuresIn(cofinancing, 'bg').map(({ value }) => value)).toContain('field:budget.own')
	})
})

describe('a cross-check made in the builder', () => {
	const input: CrossCheckInput = {
		left: 'column:team.cost',
		is: 'atMost',
		percent: '30',
		right: 'field:grant',
		number: '',
		severity: 'error',
		message: say('Trop de personnel.')
	}

	test('is kept by whoever fills the form in', () => {
		const definition = withCrossCheck(hours, input, null)
		expect(checkDefinition(definition)).toEqual([])
		const problems = problemsOf(definition, answers, { for: 'filing' })
		expect(problems).toMatchObject([{ field: 'team', severity: 'error' }])
		expect(problemsOf(definition, { ...answers, grant: 100_000 }, { for: 'filing' })).toEqual([])
	})

	test('against a number, said anew under its key, shown as it was said, and removed', () => {
		const first = withCrossCheck(hours, input, null)
		const second = withCrossCheck(first, { ...input, right: '', number: '100', percent: '' }, first.checks[0]!.key)
		expect(second.checks).toHaveLength(1)
		expect(crossCheckOf(first.checks[0]!)).toEqual({ ...input, message: undefined })
		expect(crossCheckOf(second.checks[0]!)).toMatchObject({ right: '', number: '100' })
		expect(crossCheckWords(second, second.checks[0]!, 'fr')).toContain('100')
		expect(withoutCrossCheck(second, second.checks[0]!.key).checks).toEqual([])
	})

	test.for([
		[{ left: 'field:nowhere' }, 'left'],
		[{ left: 'hours' }, 'left'],
		[{ percent: 'half' }, 'percent'],
		[{ right: '', number: '' }, 'number']
	] as [Partial<CrossCheckInput>, string][])('%j is refused where it stands', ([over, field]) => {
		expect(() => withCrossCheck(hours, { ...input, ...over }, null)).toThrow(expect.objectContaining({ status: 422, field }))
	})
})

test('numbers are read as people type them', () => {
	expect(['12,5', '1 000', '-3.25', '', 'x', '1e9'].map(readNumber)).toEqual([12.5, 1000, -3.25, null, null, null])
})
