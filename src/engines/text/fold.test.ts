import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fold, mendScripts, mixedWords } from './fold.ts'

test('words that mix two alphabets are found, names in two scripts are not', () => {
	expect(mixedWords('Фондация „Oтворена врата“ (Open Door)')).toEqual(['Oтворена'])
	expect(mixedWords('Асоциация Rive Témoin, ЕКООБЩИНА 2027')).toEqual([])
})

describe('folding', () => {
	test.each([
		['Targovichté Targovishte Търговище Tărgovište'],
		['Kardjali Kardzhali Кърджали'],
		['Sofia SOFIYA София Sophia'],
		['état etat ÉTAT'],
		['ECOOBCHTINA EKOOBSHTINA ЕКООБЩИНА'],
		['Roussé Rousse Ruse Русе'],
		['Bulgarie Bulgaria България БЪЛГАРИЯ Balgaria'],
		['Guéorgui Gheorghi Georgi Георги'],
		['Dobritch Dobrich Добрич'],
		['Vratza Vratsa Враца'],
		['Kioustendil Kyustendil Кюстендил'],
		['Jivkov Zhivkov Živkov Живков'],
		['Christo Khristo Hristo Христо'],
		['Ivanoff Ivanov Иванов'],
		['Veliko-Tarnovo Veliko-Tărnovo Veliko-Tŭrnovo Велико-Търново']
	])('%s have one key', (names) => {
		const keys = names.split(' ').map(fold)
		expect(new Set(keys), keys.join(' ')).toHaveProperty('size', 1)
	})

	test('words that only look near keep their own key', () => {
		for (const pair of ['cité site', 'via vie', 'projet projets', 'fin vin', 'Varna Vratsa', 'part pars', '2000 200']) {
			const [one, other] = pair.split(' ')
			expect(fold(one!)).not.toBe(fold(other!))
		}
	})

	test('a word typed on two keyboards is mended', () => {
		expect(mendScripts('Coфия')).toBe('София')
		expect(mendScripts('tоwn')).toBe('town')
		expect(mendScripts('EКOOБЩИНA')).toBe('ЕКООБЩИНА')
		expect(mendScripts('PRинципи')).toBe('PRинципи')
		expect(fold('Coфия')).toBe('sofia')
	})

	test('several words are joined by one space, the rest is dropped', () => {
		expect(fold('  Велико   Търново, (BG) ')).toBe('veliko tarnovo bg')
		expect(fold('?!…')).toBe('')
	})

	test('signs made of several characters leave only letters and digits', () => {
		expect(fold('⑴ ŀ ﬁn ½')).toBe('1 l fin 12')
	})

	test('a key is cut between characters', () => {
		expect(fold('a' + '𐐀'.repeat(100)).isWellFormed()).toBe(true)
	})

	test('the key of a key is itself', () => {
		const words = fc.string({ unit: fc.constantFrom(...'abcdefghijkmnopqrstuvwxyzабджйшщъьюяéčŭ 0-'), maxLength: 120 })
		fc.assert(
			fc.property(fc.oneof(fc.string({ unit: 'binary' }), words), (text) => {
				const key = fold(text)
				expect(fold(key)).toBe(key)
			}),
			{ numRuns: 2000 }
		)
	})

	// In square time a megabyte would take an hour, and the test its whole limit.
	test('a megabyte takes linear time, one word or many', () => {
		for (const text of ['sth'.repeat(333_333), 'Търговище '.repeat(100_000), 'oou'.repeat(333_333)]) {
			expect(fold(text)).not.toBe('')
		}
	})
})
