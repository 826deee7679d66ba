import { describe, expect, test } from 'vitest'
import { guessMapping, postcodeOf, readEntry } from './recognition.ts'

test.for([
	[
		['Nom', 'Commune', 'SIREN', 'Courriel', 'Site web'],
		['name', 'place', 'siren', 'email', 'website']
	],
	[
		['Наименование', 'Област', 'ЕИК', 'Ел. поща', 'Вид'],
		['name', 'territory', 'eik', 'email', 'kind']
	],
	[
		['Name', 'Country', 'Region', 'Phone', 'Nonsense'],
		['name', 'country', 'territory', 'phone', null]
	],
	[
		['#id', 'name', 'request_email', 'notes', 'home_page', 'tag_string'],
		['code', 'name', 'email', 'address', 'website', 'kind']
	]
] as const)('the headings %j are understood', ([headings, fields]) => {
	expect(guessMapping(headings)).toEqual(fields)
})

const none = { country: null, kind: null }
const read = (cells: string[], fields: Parameters<typeof readEntry>[1], defaults: Parameters<typeof readEntry>[2] = none) =>
	readEntry(cells, fields, defaults)

describe('a row', () => {
	test('is read in the words of three languages', () => {
		const fields = ['name', 'country', 'kind', 'territory'] as const
		for (const [country, kind, territory] of [
			['Bulgarie', 'Collectivité territoriale', 'Targovichté'],
			['България', 'община', 'Търговище'],
			['bg', 'municipality', 'Targovishte Province']
		] as const)
			expect(read(['Община Търговище', country, kind, territory], [...fields]).entry).toMatchObject({
				...{ name: { bg: 'Община Търговище' }, country: 'BG', kind: 'local-authority', territory: 'BG334' }
			})
	})
	test('with a wrong number is rejected, with the reason beside its field', () => {
		const { entry, problems } = read(['Зора', '123456789'], ['name', 'eik'], { country: 'BG', kind: null })
		expect(entry).toBeNull()
		expect(problems).toEqual([{ field: 'eik', message: 'error.identifier.eik.checksum' }])
	})
	test('with an unreadable address or kind is taken without it', () => {
		const { entry, problems } = read(['Zora', 'nobody at home', 'thing'], ['name', 'email', 'kind'], {
			country: 'FR',
			kind: 'company'
		})
		expect(entry).toMatchObject({ email: null, kind: 'company' })
		expect(problems.map(({ field, warning }) => [field, warning])).toEqual([
			['kind', true],
			['email', true]
		])
	})
	test.for(['', '   ', '---', '#REF!', "=cmd|' /C calc'!A0", '@SUM(1+9)*cmd|x!A0'])(
		'without a real name (%j) is rejected',
		(name) => {
			expect(read([name], ['name'], { country: 'FR', kind: null }).entry).toBeNull()
		}
	)
	test('without a country anywhere is rejected', () => {
		expect(read(['Zora'], ['name']).problems).toEqual([
			{ field: 'country', message: 'import.problem.no_country', params: { text: '' } }
		])
	})
})

test('a post code is five digits in France, four in Bulgaria, and keeps the nought a spreadsheet dropped', () => {
	expect(postcodeOf('1 rue X, 41000, Blois', 'FR')).toBe('41000')
	expect(postcodeOf('17 avenue X, 2260, Soissons', 'FR')).toBe('02260')
	expect(postcodeOf('ул. Стефанаки Савов 6, 3000 Враца', 'BG')).toBe('3000')
	expect(postcodeOf(null, 'FR')).toBeNull()
})
