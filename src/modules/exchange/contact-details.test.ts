import { describe, expect, test } from 'vitest'
import { holdsContactDetails } from './contact-details.ts'

describe('contact details in a text', () => {
	test.for([
		'Écrivez-moi : marie.dupont@mairie.example',
		'marie @ mairie . example',
		'marie (at) mairie.example',
		'marie [arobase] mairie.example',
		'maria at obshtina dot example',
		'мария маймунско а община.example',
		'ｍａｒｉｅ＠ｍａｉｒｉｅ．ｅｘａｍｐｌｅ',
		'marie\u200b@mairie.example',
		'иван@община.бг',
		'Appelez le 01 42 34 56 78.',
		'тел. 0888 123 456',
		'тел. 02/987 65 43',
		'+359 2 987 65 43',
		'+33 (0)1 42 34 56 78',
		'00359 88 8123456',
		'06.12.34.56.78'
	])('%s', (text) => expect(holdsContactDetails(text)).toBe(true))

	test.for([
		'Du 01.02.2027 au 05.02.2027, ou du 2027-03-01 au 2027-03-05.',
		'Un réseau de 120 km, 45 000 habitants, 1 200 000 €.',
		'Програма 2021-2027, бюджет 3 450 000,00 евро.',
		'ЕИК 000695089',
		'À 9 h 30, salle 12 ; 0,5 % des pertes.',
		'Nous cherchons un partenaire à Targovichté',
		'We meet at town hall. Bring the plan.',
		'0.123456789'
	])('none: %s', (text) => expect(holdsContactDetails(text)).toBe(false))

	// Tried from every letter to the end and back again it would take its whole limit.
	test('a long text of nothing but digits or letters is read in one go', () => {
		for (const text of ['0'.repeat(4000), 'a'.repeat(4000), '0 '.repeat(2000), 'a.'.repeat(2000), '(+'.repeat(2000)])
			expect(holdsContactDetails(text)).toBeTypeOf('boolean')
	})
})
