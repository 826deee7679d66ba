import { expect, test } from 'vitest'
import { formOf } from '#test/forms'
import { blinded, hide, wordsToHide } from './blindness.ts'

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
