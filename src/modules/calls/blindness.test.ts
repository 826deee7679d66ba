import { describe, expect, test } from 'vitest'
import { readAnswers } from '#engines/forms/answers'
import { allFields } from '#engines/forms/definition'
import { callTemplates } from '#programme/call-templates'
import { formOf } from '#test/forms'
import { blinded, hide, mayIdentify, wordsToHide } from './blindness.ts'
import { problemsOfCall } from './call-problems.ts'
import { sampleAnswers } from './demo-answers.ts'

const label = { fr: 'Question' }
const form = formOf({
	pages: [
		{
			key: 'who',
			title: { fr: 'Qui' },
			fields: [
				{ kind: 'text', key: 'leader', label, maxCharacters: 100, identifying: true },
				{ kind: 'email', key: 'mail', label },
				{ kind: 'siret', key: 'siret', label }
			]
		},
		{
			key: 'what',
			title: { fr: 'Quoi' },
			fields: [
				{ kind: 'text', key: 'title', label, maxCharacters: 100 },
				{ kind: 'text', key: 'why', label, maxCharacters: 100, showWhen: { field: 'leader', filled: true } },
				{
					kind: 'table',
					key: 'team',
					label,
					columns: [
						{ kind: 'text', key: 'task', label, maxCharacters: 100 },
						{ kind: 'email', key: 'mail', label }
					]
				},
				{ kind: 'file', key: 'papers', label, types: ['pdf', 'docx'], maxFiles: 3 }
			]
		}
	]
})
const answers = {
	leader: 'Зорница Примерова',
	mail: 'z@bryag.bg',
	siret: '12345678901234',
	title: 'Бряг чисти реката',
	why: 'Писано от г-жа Примерова, +359 88 123 4567, www.bryag.bg',
	team: [{ task: 'Ръководи: Зорница', mail: 'z@bryag.bg' }],
	papers: [
		{ id: '1', name: 'statuts Примерова.pdf', bytes: 1, type: 'application/pdf' },
		{ id: '2', name: 'CV.docx', bytes: 1, type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' }
	]
}
const words = wordsToHide(['Бряг', 'Rivage'], ['Зорница Примерова', 'Zornitsa Primerova', 'X Y'])

test('fields that identify are gone, by their mark and by their kind; names in the others are blotted out', () => {
	const shown = blinded(form, answers, words)
	expect(Object.keys(shown.answers)).toEqual(['title', 'why', 'team', 'papers'])
	expect(shown.definition.pages.map(({ key }) => key)).toEqual(['what'])
	const text = JSON.stringify(shown)
	for (const telling of ['Примерова', 'Зорница', 'Бряг', 'bryag', '359', '123 4567', 'CV', 'statuts'])
		expect(text).not.toContain(telling)
	expect(shown.answers.title).toBe('[…] чисти реката')
})

test('what was asked because of a hidden answer is still asked', () => {
	const shown = blinded(form, answers, words)
	expect(shown.answers.why).toBe('Писано от г-жа […], […], […]')
	expect(shown.definition.pages[0]!.fields.map(({ key }) => key)).toContain('why')
})

test('files bear a number; of kinds that cannot be cleaned there is only the count', () => {
	const shown = blinded(form, answers, words)
	expect(shown.files).toEqual([
		{ id: '1', name: 'document-1.pdf', type: 'application/pdf', shown: true },
		{ id: '2', name: 'document-2.docx', type: expect.any(String), shown: false }
	])
	expect(shown.answers.papers).toEqual([{ id: '1', name: 'document-1.pdf', bytes: 1, type: 'application/pdf' }])
})

test('words are hidden whole, in any script and case; amounts and years stay', () => {
	expect(hide('ПРИМЕРОВА и Примеровата; rivage, Rivages', words)).toBe('[…] и Примеровата; […], Rivages')
	expect(hide('De 2027 à 2028, 12 500,00 € pour 40 000 habitants', words)).toBe(
		'De 2027 à 2028, 12 500,00 € pour 40 000 habitants'
	)
	expect(words).not.toContain('X')
})

describe.for(callTemplates)('the template $key, evaluated blind', ({ form }) => {
	const NAME = 'Зорница Примерова от Дунавград'
	const answered = sampleAnswers(form, {
		locale: 'bg',
		today: '2027-03-01',
		texts: { contact: NAME, lead: NAME, host: NAME, institution: NAME },
		otherwise: 'Кратък и ясен отговор.',
		grantCents: 300_000,
		theme: 'sustainable-city',
		territory: 'SOF46',
		cells: { name: NAME }
	})
	const { answers } = readAnswers(form, answered, { locale: 'bg', today: '2027-03-01', isTerritory: () => true })
	for (const field of allFields(form))
		if (field.kind === 'file') answers[field.key] = [{ id: field.key, name: 'a.pdf', bytes: 1, type: 'application/pdf' }]

	test('shows nobody, wherever the form asks who it is', () => {
		// No name is known beforehand: the marks alone must hold.
		const text = JSON.stringify(blinded(form, answers, []))
		for (const telling of ['Зорница', 'Примерова', 'Дунавград', 'statutes', 'cv', 'nomination', 'designation', 'mandate'])
			expect(text).not.toContain(telling)
		expect(text).toContain('Кратък и ясен отговор.')
		expect(Object.keys(blinded(form, answers, []).answers)).not.toContain('municipality')
	})
})

test('a blind call is warned of papers, places and tables of people that are not marked; another is not', () => {
	const telling = formOf({
		pages: [
			{
				key: 'one',
				title: { fr: 'Une' },
				fields: [
					{ kind: 'territory', key: 'place', label },
					{ kind: 'territory', key: 'home', label, identifying: true },
					{ kind: 'file', key: 'papers', label, types: ['pdf'], maxFiles: 1 },
					{
						kind: 'table',
						key: 'team',
						label,
						columns: [{ kind: 'text', key: 'c1', label: { fr: 'Nom et prénom' }, maxCharacters: 9 }]
					},
					{ kind: 'table', key: 'guests', label, columns: [{ kind: 'text', key: 'c1', label: { bg: 'Име' }, maxCharacters: 9 }] },
					{
						kind: 'table',
						key: 'steps',
						label,
						columns: [{ kind: 'text', key: 'what', label: { fr: 'Nombre, наименование' }, maxCharacters: 9 }]
					}
				]
			}
		]
	})
	expect(
		allFields(telling)
			.filter(mayIdentify)
			.map(({ key }) => key)
	).toEqual(['place', 'papers', 'team', 'guests'])
	const call = {
		title: {},
		summary: {},
		text: {},
		priorities: [],
		opensAt: null,
		closesAt: null,
		committeeOn: null,
		noticeOn: null
	}
	const parts = { lots: [], requirements: [], criteria: [] }
	const said = (blind: boolean) =>
		problemsOfCall({ ...call, blind }, parts, telling, new Date(0)).filter(({ key }) => key === 'call.problem.blind')
	expect(said(true)).toEqual([
		{ step: '/form', key: 'call.problem.blind', params: { fields: 'place, papers, team, guests' }, severity: 'warning' }
	])
	expect(said(false)).toEqual([])
})
