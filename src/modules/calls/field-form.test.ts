import { describe, expect, test } from 'vitest'
import { checkDefinition } from '#engines/forms/check'
import { parseDefinition, type FormDefinition } from '#engines/forms/definition'
import { callTemplates } from '#programme/call-templates'
import { conditionChoices, conditionsFor, fieldFrom, fieldKinds, keysOn, newField, pageFrom } from './field-form.ts'
import { wrongFigures } from './field-limits.ts'

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
		const [offered] = conditionsFor(definition, ['name'])
		const asked = fieldFrom({ ...words('label', 'Name'), showWhen: offered!.value }, text, definition)
		expect(asked.showWhen).toEqual({ field: 'partner', equals: 'yes' })
		expect(conditionChoices(definition, ['name'], asked.showWhen)).toEqual({
			chosen: 'partner=yes',
			choices: conditionsFor(definition, ['name'])
		})
		expect(fieldFrom({ ...words('label', 'Name'), showWhen: '' }, asked, definition)).not.toHaveProperty('showWhen')
	})

	test('an answer is needed always, never, or under a condition of the list', () => {
		const text = { ...newField('text', label), key: 'name' }
		const definition = alone(choice, text)
		const values = words('label', 'Name')
		const asked = fieldFrom({ ...values, required: 'partner=yes' }, text, definition)
		expect(asked).toMatchObject({ required: false, requiredWhen: { field: 'partner', equals: 'yes' } })
		expect(parseDefinition(alone(choice, asked))).toMatchObject({ ok: true })
		expect(fieldFrom({ ...values, required: 'yes' }, asked, definition)).toMatchObject({ required: true })
		expect(fieldFrom({ ...values, required: '' }, asked, definition)).not.toHaveProperty('requiredWhen')
		const requiredWhen = { not: { field: 'partner', equals: 'yes' } }
		expect(fieldFrom({ ...values, required: 'kept' }, { ...text, requiredWhen } as typeof text, definition)).toMatchObject({
			requiredWhen
		})
	})

	test('says the earliest and the latest day, from today, from another date or fixed', () => {
		const begins = { ...newField('date', label), key: 'begins' }
		const ends = { ...newField('date', label), key: 'ends' }
		const definition = alone(begins, ends)
		const values = words('label', 'End')
		const from = { 'earliest.from': 'field:begins', 'earliest.days': '1', 'latest.from': 'day', 'latest.day': '2028-02-29' }
		const asked = fieldFrom({ ...values, ...from }, ends, definition)
		expect(asked).toMatchObject({ earliest: { of: 'begins', days: 1 }, latest: '2028-02-29' })
		expect(checkDefinition(alone(begins, asked))).toEqual([])
		const today = fieldFrom({ ...values, 'earliest.from': 'today', 'earliest.days': '-30' }, asked, definition)
		expect(today).toMatchObject({ earliest: { of: 'today', days: -30 } })
		expect(today).not.toHaveProperty('latest')
		// What cannot be read changes nothing.
		const unread = { 'earliest.from': 'today', 'earliest.days': 'soon', 'latest.from': 'day', 'latest.day': '2027-02-30' }
		expect(fieldFrom({ ...values, ...unread }, asked, definition)).toMatchObject({
			latest: '2028-02-29',
			earliest: { of: 'begins' }
		})
	})

	test('a table has columns of choices and columns that are worked out', () => {
		const table = newField('table', label)
		const column = (at: number, name: string, kind: string) => ({ ...words(`column.${at}`, name), [`column.${at}.kind`]: kind })
		const values = {
			...words('label', 'Costs'),
			maxRows: '20',
			...column(0, 'Days', 'number'),
			...column(1, 'Rate', 'money'),
			...column(2, 'Kind', 'choice')
		}
		const first = fieldFrom(values, table, alone(table))
		const options = {
			'column.2.options.fr': 'Train\nAvion',
			'column.2.options.bg': 'Влак\nСамолет',
			'column.2.options.en': 'Train\nPlane'
		}
		const second = fieldFrom({ ...values, ...options, ...column(3, 'Cost', 'calculated') }, first, alone(first))
		expect(second).toMatchObject({
			columns: [
				{ key: 'days' },
				{ key: 'rate' },
				{
					kind: 'choice',
					options: [
						{ value: 'train', label: { fr: 'Train', bg: 'Влак' } },
						{ value: 'plane', label: { fr: 'Avion' } }
					]
				},
				{ kind: 'calculated', as: 'money', expression: { product: [{ field: 'days' }, { field: 'rate' }] } }
			]
		})
		expect(checkDefinition(alone(second))).toEqual([])
		const added = {
			...column(3, 'Cost', 'calculated'),
			'column.3.operation': 'sum',
			'column.3.term.0': 'field:rate',
			'column.3.constant': '2,5'
		}
		const third = fieldFrom({ ...values, ...options, ...added }, second, alone(second))
		expect(third).toMatchObject({ columns: [{}, {}, {}, { expression: { sum: [{ field: 'rate' }, { value: 2.5 }] } }] })
		// The value of an answer stays when its words change.
		const renamed = { ...options, 'column.2.options.en': 'Railway\nPlane' }
		expect(fieldFrom({ ...values, ...renamed, ...added }, third, alone(third))).toMatchObject({
			columns: [{}, {}, { options: [{ value: 'train', label: { en: 'Railway' } }, { value: 'plane' }] }, {}]
		})
	})

	test('keeps a condition no list can say', () => {
		const showWhen = { not: { field: 'partner', equals: 'yes' } }
		const text = { ...newField('text', label), key: 'name', showWhen }
		expect(conditionChoices(alone(choice, text), ['name'], text.showWhen)).toMatchObject({
			chosen: 'kept',
			choices: [{ value: 'kept', condition: text.showWhen }, ...conditionsFor(alone(choice, text), ['name'])]
		})
		expect(fieldFrom({ ...words('label', 'Name'), showWhen: 'kept' }, text, alone(choice, text))).toMatchObject({ showWhen })
	})

	test('a text says its least length and its languages, a number its unit and limits below nought', () => {
		const text = newField('text', label)
		const values = { ...words('label', 'x'), minCharacters: '200', maxCharacters: '1 500', localized: 'yes' }
		const asked = fieldFrom(values, text, alone(text))
		expect(asked).toMatchObject({ minCharacters: 200, maxCharacters: 1500, localized: true })
		expect(parseDefinition(alone(asked))).toMatchObject({ ok: true })
		expect(fieldFrom({ ...values, minCharacters: '', localized: '' }, asked, alone(asked))).not.toHaveProperty('minCharacters')
		const number = newField('number', label)
		const measured = { ...words('label', 'x'), min: '-2,5', max: '40', decimals: '1', 'unit.fr': '°C', 'unit.bg': '°C' }
		const degrees = fieldFrom(measured, number, alone(number))
		expect(degrees).toMatchObject({ min: -2.5, max: 40, decimals: 1, unit: { fr: '°C', bg: '°C' } })
		expect(parseDefinition(alone(degrees))).toMatchObject({ ok: true })
		expect(fieldFrom({ ...words('label', 'x') }, degrees, alone(degrees))).not.toHaveProperty('unit')
	})

	test('a choice of several says how many at most; of one, nothing', () => {
		const values = { ...words('label', 'x'), ...words('option.0', 'Yes'), many: 'yes', maxChosen: '2' }
		expect(fieldFrom(values, choice, alone(choice))).toMatchObject({ many: true, maxChosen: 2 })
		expect(fieldFrom({ ...values, many: '' }, choice, alone(choice))).not.toHaveProperty('maxChosen')
	})

	test('figures that cannot be read are named', () => {
		const typed = (kind: (typeof fieldKinds)[number], values: Record<string, string>) =>
			wrongFigures(values, newField(kind, label))
		expect(typed('text', { minCharacters: 'many', maxCharacters: '0' })).toEqual({
			minCharacters: 'error.call.number',
			maxCharacters: 'error.call.number'
		})
		expect(typed('number', { min: '1-2', max: '', decimals: '9' })).toEqual({
			min: 'error.forms.number',
			decimals: 'error.call.number'
		})
		expect(typed('money', { max: 'douze' })).toEqual({ max: 'error.money.malformed' })
		expect(typed('date', { 'earliest.days': '1.5', 'latest.day': '2027-02-30' })).toEqual({
			'earliest.days': 'error.forms.number',
			'latest.day': 'error.date'
		})
		expect(typed('file', { maxMegabytes: '51', maxFiles: '3' })).toEqual({ maxMegabytes: 'error.call.number' })
		expect(typed('budget', { 'category.2.percent': '101' })).toEqual({ 'category.2.percent': 'error.call.number' })
		expect(typed('email', { min: 'x' })).toEqual({})
	})

	test('what cannot be read as a limit changes nothing that must be there', () => {
		const text = newField('text', label)
		expect(fieldFrom({ ...words('label', 'x'), maxCharacters: '<script>' }, text, alone(text))).toMatchObject({
			maxCharacters: 2000
		})
	})
})

describe('the page of a page', () => {
	const yes = { ...newField('declaration', label), key: 'agreed' }
	const text = { ...newField('text', label), key: 'name' }
	const definition: FormDefinition = {
		pages: [
			{ key: 'one', title: label, fields: [yes] },
			{ key: 'two', title: label, fields: [text] }
		],
		checks: []
	}
	const two = definition.pages[1]!
	const said = { title: { fr: 'Seconde' }, intro: {}, showWhen: '' }

	test('offers the answers of the other pages, never its own', () => {
		expect(conditionsFor(definition, keysOn(two)).map(({ value }) => value)).toEqual(['agreed='])
	})

	test('says its title, introduction and condition, and takes them back', () => {
		const page = pageFrom({ ...said, intro: { fr: 'Lisez.' }, showWhen: 'agreed=' }, two, definition)
		expect(page).toEqual({
			...two,
			title: { fr: 'Seconde' },
			intro: { fr: 'Lisez.' },
			showWhen: { field: 'agreed', equals: true }
		})
		expect(pageFrom(said, page, definition)).toEqual({ ...two, title: { fr: 'Seconde' } })
	})

	test('keeps a condition no list can say', () => {
		const kept = { ...two, showWhen: { not: { field: 'agreed', equals: true } } }
		expect(pageFrom({ ...said, showWhen: 'kept' }, kept, definition)).toMatchObject({ showWhen: kept.showWhen })
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
