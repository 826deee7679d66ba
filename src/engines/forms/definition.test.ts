import { cofinancing, contest, formOf, scholarship, studyVisit, support } from '#test/forms'
import { expect, test } from 'vitest'
import { checkDefinition } from './check.ts'
import { parseDefinition } from './definition.ts'
import { addField, addPage, duplicateField, moveField, movePage, removeField, renameKey } from './edit.ts'
import { compatible } from './upgrade.ts'

const codes = (definition: Parameters<typeof checkDefinition>[0]) =>
	checkDefinition(definition)
		.filter(({ severity }) => severity === 'error')
		.map(({ path, code }) => `${path} ${code.split('.').at(-1)}`)
const label = { fr: 'A', bg: 'А', en: 'A' }
const page = (...fields: object[]) => formOf({ pages: [{ key: 'one', title: label, fields }] })
const text = (key: string, more = {}) => ({ kind: 'text', key, label, maxCharacters: 10, ...more })

test('the five forms hang together', () => {
	for (const form of [cofinancing, scholarship, contest, studyVisit, support]) expect(codes(form)).toEqual([])
	expect(checkDefinition(scholarship).filter(({ code }) => code.endsWith('missing_language'))).toHaveLength(8)
})

test('a definition survives being stored', () => {
	expect(parseDefinition(JSON.parse(JSON.stringify(cofinancing)))).toEqual({ ok: true, definition: cofinancing })
})

test.each([
	['nothing', null],
	['a list', []],
	['an unknown kind', { pages: [{ key: 'one', title: label, fields: [{ kind: 'script', key: 'a', label }] }] }],
	['a trap as a key', { pages: [{ key: 'one', title: label, fields: [text('constructor')] }] }],
	['a trap as a name', JSON.parse('{"pages":[],"__proto__":{"admin":true}}')],
	['something more', { pages: [], rights: 'all' }]
])('%s is refused', (_, json) => {
	expect(parseDefinition(json)).toMatchObject({ ok: false })
})

test('nesting and size beyond measure are refused before anything walks them', () => {
	let deep: object = { field: 'a', filled: true }
	for (let level = 0; level < 100_000; level++) deep = { not: deep }
	const wide = { pages: Array.from({ length: 60_000 }, () => 1) }
	expect(parseDefinition({ pages: [{ showWhen: deep }] })).toMatchObject({
		problems: [{ code: 'error.forms.definition.too_deep' }]
	})
	expect(parseDefinition(wide)).toMatchObject({ problems: [{ code: 'error.forms.definition.too_large' }] })
})

test('each fault is named where it stands', () => {
	const sum = (...keys: string[]) => ({ sum: keys.map((field) => ({ field })) })
	const calculated = (key: string, expression: object) => ({ kind: 'calculated', key, label, as: 'number', expression })
	expect(codes(formOf({ pages: [] }))).toEqual(['pages no_pages'])
	expect(codes(page())).toEqual(['pages.0.fields empty_page'])
	expect(codes(page(text('a'), text('a')))).toEqual(['pages.0.fields.1.key duplicate_key'])
	expect(codes(page(text('a', { label: {} })))).toEqual(['pages.0.fields.0.label no_label'])
	expect(codes(page(text('a', { minCharacters: 20 })))).toEqual(['pages.0.fields.0.minCharacters limits'])
	expect(codes(page({ kind: 'choice', key: 'a', label, options: [] }))).toEqual(['pages.0.fields.0.options no_options'])
	expect(codes(page(text('a', { showWhen: { field: 'b', filled: true } })))).toEqual([
		'pages.0.fields.0.showWhen unknown_reference'
	])
	expect(codes(page(text('a'), calculated('b', sum('a'))))).toEqual(['pages.0.fields.1.expression wrong_reference'])
	expect(codes(page(calculated('a', sum('b')), calculated('b', sum('a'))))).toEqual([
		'pages.0.fields.0 cycle',
		'pages.0.fields.1 cycle'
	])
	expect(codes(page(text('a', { showWhen: { not: { field: 'a', filled: true } } })))).toEqual(['pages.0.fields.0 cycle'])
})

test('another key is another key everywhere', () => {
	const renamed = renameKey(renameKey(cofinancing, 'country', 'land'), 'begins', 'starts')
	expect(codes(renamed)).toEqual([])
	expect(JSON.stringify(renamed)).not.toMatch(/"(country|begins)"/)
	const budget = renameKey(cofinancing, 'budget', 'costs')
	expect(codes(budget)).toEqual([])
	expect(JSON.stringify(budget)).toContain('"costs.total"')
	expect(renameKey(budget, 'costs', 'budget')).toEqual(cofinancing)
	for (const taken of ['email', 'Country', '__proto__', 'constructor', ''])
		expect(renameKey(cofinancing, 'country', taken)).toBe(cofinancing)
	expect(renameKey(cofinancing, 'nobody', 'somebody')).toBe(cofinancing)
})

test('fields and pages are added, moved, copied and taken away', () => {
	const keys = (form: typeof support) => form.pages.map(({ fields }) => fields.map(({ key }) => key).join(' '))
	const days = support.pages[0]!.fields[1]!
	expect(keys(addField(support, 'need', days))).toEqual(['mode days days_2'])
	expect(keys(addField(support, 'need', days, 0))).toEqual(['days_2 mode days'])
	expect(keys(duplicateField(duplicateField(support, 'days'), 'days_2'))).toEqual(['mode days days_2 days_3'])
	expect(keys(moveField(support, 'days', 'need', 0))).toEqual(['days mode'])
	expect(moveField(support, 'days', 'nowhere', 0)).toBe(support)
	expect(codes(removeField(support, 'mode'))).toEqual(['pages.0.fields.0.requiredWhen unknown_reference'])
	const two = addPage(support, { key: 'need', title: label })
	expect(two.pages.map(({ key }) => key)).toEqual(['need', 'need_2'])
	expect(movePage(two, 'need_2', 0).pages.map(({ key }) => key)).toEqual(['need_2', 'need'])
	expect(keys(moveField(two, 'days', 'need_2', 9))).toEqual(['mode', 'days'])
})

test('what a new version means for answers already given', () => {
	expect(compatible(cofinancing, cofinancing)).toEqual([])
	const next = addField(removeField(scholarship, 'french'), 'candidate', scholarship.pages[0]!.fields[3]!)
	expect(compatible(scholarship, next)).toEqual([
		{ field: 'french', what: 'removed', breaks: true },
		{ field: 'arrives_2', what: 'added_required', breaks: true }
	])
})
