import { expect, test } from 'vitest'
import type { FormDefinition } from '#engines/forms/definition'
import { callTemplates } from '#programme/call-templates'
import { tryForm } from './trial.ts'

const label = { fr: 'Question', bg: 'Въпрос', en: 'Question' }
const definition: FormDefinition = {
	pages: [
		{
			key: 'first',
			title: label,
			fields: [
				{
					key: 'partner',
					kind: 'choice',
					label,
					required: true,
					many: false,
					other: false,
					options: [
						{ value: 'yes', label },
						{ value: 'no', label }
					]
				},
				{ key: 'people', kind: 'number', label, required: false, decimals: 0 }
			]
		},
		{
			key: 'second',
			title: label,
			showWhen: { field: 'partner', equals: 'yes' },
			fields: [{ key: 'name', kind: 'text', label, required: true, lines: 'one', localized: false, maxCharacters: 5 }]
		},
		{
			key: 'third',
			title: label,
			fields: [
				{
					key: 'team',
					kind: 'table',
					label,
					required: false,
					minRows: 0,
					maxRows: 5,
					columns: [{ key: 'days', kind: 'number', label, required: false, decimals: 0, total: true }]
				},
				{ key: 'days', kind: 'calculated', label, expression: { column: 'team.days' }, as: 'number', decimals: 0 }
			]
		}
	],
	checks: [
		{
			key: 'enough',
			left: { field: 'days' },
			is: 'atLeast',
			right: { field: 'people' },
			message: label,
			severity: 'error',
			field: 'team'
		}
	]
}
const context = { locale: 'fr' as const }

test('what is typed on one page goes with the next, and a page that is not asked is passed over', () => {
	const first = tryForm(definition, { _from: 'first', _next: 'yes', partner: 'no', people: '3' }, context)
	expect(first).toMatchObject({ page: 'third', answers: { partner: { chosen: ['no'] }, people: 3 }, problems: [] })
	expect(first.progress.map(({ page }) => page)).toEqual(['first', 'third'])
	const again = tryForm(definition, { _from: 'first', _next: 'yes', partner: 'yes', people: '3' }, context)
	expect(again.page).toBe('second')
	const second = tryForm(definition, { _from: 'second', _to: 'third', _typed: again.typed, name: 'Ева' }, context)
	expect(second).toMatchObject({ page: 'third', answers: { partner: { chosen: ['yes'] }, people: 3, name: 'Ева' } })
})

test('a ceiling is said at once, what is missing and the cross-checks when looked at as for filing', () => {
	const typed = JSON.stringify({ partner: 'yes', people: '9', 'team.0.days': '2' })
	const draft = tryForm(definition, { _from: 'second', _typed: typed, name: 'Далече' }, context)
	expect(draft).toMatchObject({ checked: false, problems: [{ field: 'name', key: 'error.forms.too_long' }] })
	const filing = tryForm(definition, { _from: 'second', _typed: typed, _check: 'yes', name: '' }, context)
	expect(filing.checked).toBe(true)
	expect(filing.problems.map(({ field, key }) => [field, key])).toEqual([
		['name', 'error.required'],
		['team', 'error.forms.check']
	])
})

test('rows are added and taken away, and stay so on the next post', () => {
	const rows = { 'team.0.days': '1', 'team.1.days': '2' }
	const added = tryForm(definition, { _from: 'third', _add: 'team', ...rows }, context)
	expect(added).toMatchObject({ focus: 'team.2.days', answers: { team: [{ days: 1 }, { days: 2 }, {}] } })
	const removed = tryForm(definition, { _from: 'third', _remove: 'team.0', _typed: added.typed, ...rows }, context)
	expect(removed.answers).toEqual({ team: [{ days: 2 }] })
	// The page shows one row now, and posts one.
	const next = tryForm(definition, { _from: 'third', _typed: removed.typed, 'team.0.days': '2' }, context)
	expect(next.answers).toEqual({ team: [{ days: 2 }] })
})

test.for(['', 'no JSON', '[]', '{"name":{"a":1}}', '{"__proto__":"x"}', '"x"', `{"${'n'.repeat(300)}":"x"}`])(
	'what no page of ours carries is no answer: %s',
	(_typed) => {
		expect(tryForm(definition, { _from: 'nowhere', _to: 'nowhere', _typed }, context)).toMatchObject({
			page: 'first',
			answers: {},
			problems: []
		})
	}
)

test.for(callTemplates)('the form of $key is tried from an empty page', ({ form }) => {
	const { problems, page } = tryForm(form, { _check: 'yes' }, context)
	expect(page).toBe(form.pages[0]!.key)
	expect(problems.every(({ key }) => key.startsWith('error.'))).toBe(true)
	expect(problems.length).toBeGreaterThan(0)
})
