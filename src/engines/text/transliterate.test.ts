import fc from 'fast-check'
import { expect, test } from 'vitest'
import { transliterate } from './transliterate.ts'

test.each([
	['Търговище', 'Targovishte'],
	['Кърджали', 'Kardzhali'],
	['Жечка Ангьолова', 'Zhechka Angyolova'],
	['Велико Търново', 'Veliko Tarnovo'],
	['София-Град', 'Sofia-Grad'],
	['Марияна', 'Mariyana'],
	['Мария, Илия и Лидия.', 'Maria, Ilia i Lidia.'],
	['Джебел, Дзънково', 'Dzhebel, Dzankovo'],
	['България', 'Bulgaria'],
	['РЕПУБЛИКА БЪЛГАРИЯ', 'REPUBLIKA BULGARIA'],
	['български', 'balgarski'],
	['ЩЕРНА, Щерна, щ', 'SHTERNA, Shterna, sht'],
	['Ж. Ж.', 'Zh. Zh.'],
	['гр. Юндола, ул. „Цар Асен“ 5', 'gr. Yundola, ul. „Tsar Asen“ 5'],
	['И\u0306ордан', 'Yordan'],
	['Déjà vu, 日本', 'Déjà vu, 日本']
])('%s is written %s', (bulgarian, latin) => {
	expect(transliterate(bulgarian)).toBe(latin)
})

test('is total, leaves no Bulgarian letter, and a second pass changes nothing', () => {
	const mixed = fc.string({ unit: fc.constantFrom(...'абвгдежзийклмнопрстуфхцчшщъьюяИЯЩ -aZ') })
	fc.assert(
		fc.property(fc.oneof(fc.string({ unit: 'binary' }), mixed), (text) => {
			const once = transliterate(text)
			expect(once).not.toMatch(/[а-ъьюяА-ЪЬЮЯ]/)
			expect(transliterate(once)).toBe(once)
		})
	)
})

// In square time a megabyte would take an hour, and the test its whole limit.
test('a megabyte takes linear time', () => {
	expect(transliterate('я'.repeat(1_000_000))).toBe('ya'.repeat(1_000_000))
	expect(transliterate('ия '.repeat(333_333))).toBe('ia '.repeat(333_333))
})
