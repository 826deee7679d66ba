import { describe, expect, test } from 'vitest'
import { checkDefinition } from '#engines/forms/check'
import { parseDefinition, type FormDefinition } from '#engines/forms/definition'
import { callTemplates } from '#programme/call-templates'
import { chosenCondition, conditionsFor, fieldFrom, fieldKinds, newField } from './field-form.ts'

const label = { fr: 'Question', bg: 'Въпрос', en: 'Question' }
const alone = (...fields: FormDefinition['pages'][number]['fields']): FormDefinition => ({
	pages: [{ key: 'one', title: label, fields }],
	checks: []
})
const words = (name: string, text: string) => ({ [`${name}.fr`]: text, [`${name}.bg`]: text, [`${name}.en`]: text })

describe('a field the builder adds', () => {
	test.for([...fieldKinds])('of the kind %s is one the engine reads', (kind) => {
		expect(parseDefinition(alone(newField(kind, label)))).toMatchObject({ ok: true })
	})
})

describe('the page of a field', () => {
	const choice = {
		...(newField('choice', label) as Extract<ReturnType<typeof newField>, { kind: 'choice' }>),
		key: 'partner',
		options: [
			{ value: 'yes', label: { en: 'Yes' } },
			{ value: 'no', label: { en: 'No' } }
		]
	}

	test('says whether an answer tells who the applicant is, and takes it back', () => {
		const values = { ...words('label', 'Leader'), maxCharacters: '200' }
		const text = newField('text', label)
		const marked = fieldFrom({ ...values, identifying: 'yes' }, text, alone(text))
		expect(marked).toMatchObject({ identifying: true })
		expect(parseDefinition(alone(marked))).toMatchObject({ ok: true })
		expect(fieldFrom(values, marked, alone(marked))).not.toHaveProperty('identifying')
	})

	test('a file is no larger than the site takes', () => {
		const field = newField('file', label)
		const values = { ...words('label', 'Statutes'), types: 'pdf', maxFiles: '1' }
		expect(fieldFrom({ ...values, maxMegabytes: '50' }, field, alone(field))).toMatchObject({ maxMegabytes: 50 })
		expect(fieldFrom({ ...values, maxMegabytes: '51' }, field, alone(field))).toMatchObject({ maxMegabytes: 10 })
	})

	test('keeps the values of options whose words change, and makes new ones', () => {
		const values = {
			...words('label', 'Partner?'),
			...words('option.0', 'Yes!'),
			...words('option.1', ''),
			...words('option.2', 'Not yet')
		}
		expect(fieldFrom(values, choice, alone(choice))).toMatchObject({
			options: [
				{ value: 'yes', label: { en: 'Yes!' } },
				{ value: 'not-yet', label: { en: 'Not yet' } }
			]
		})
	})

	test('sets a condition from the list, and takes it away', () => {
		const text = { ...newField('text', label), key: 'name' }
		const definition = alone(choice, text)
		const [offered] = conditionsFor(definition, 'name')
		const asked = fieldFrom({ ...words('label', 'Name'), showWhen: offered!.value }, text, definition)
		expect(asked.showWhen).toEqual({ field: 'partner', equals: 'yes' })
		expect(chosenCondition(definition, asked)).toBe('partner=yes')
		expect(fieldFrom({ ...words('label', 'Name'), showWhen: '' }, asked, definition)).not.toHaveProperty('showWhen')
	})

	test('keeps a condition no list can say', () => {
		const showWhen = { not: { field: 'partner', equals: 'yes' } }
		const text = { ...newField('text', label), key: 'name', showWhen }
		expect(chosenCondition(alone(choice, text), text)).toBe('kept')
		expect(fieldFrom({ ...words('label', 'Name'), showWhen: 'kept' }, text, alone(choice, text))).toMatchObject({ showWhen })
	})

	test('what cannot be read as a limit changes nothing that must be there', () => {
		const text = newField('text', label)
		expect(fieldFrom({ ...words('label', 'x'), maxCharacters: '<script>' }, text, alone(text))).toMatchObject({
			maxCharacters: 2000
		})
	})
})

describe.for(callTemplates)('the template $key', ({ form, criteria, requirements }) => {
	test('has a form without a problem, also for the engine that reads it back', () => {
		expect(checkDefinition(form)).toEqual([])
		expect(parseDefinition(JSON.parse(JSON.stringify(form)))).toEqual({ ok: true, definition: form })
	})
	test('has weights of 100, and rules that look at fields it has', () => {
		expect(criteria.reduce((sum, { weight }) => sum + weight, 0)).toBe(100)
		const keys = form.pages.flatMap(({ fields }) => fields.map(({ key }) => key))
		for (const { rule } of requirements) if (rule && 'field' in rule) expect(keys).toContain(rule.field)
	})
})
