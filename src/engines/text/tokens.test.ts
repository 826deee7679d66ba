import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { demanded, excerpt, highlight, lexemes, queryTerms, toTsquery, toTsvector, words, type Segment } from './tokens.ts'

const texts = (text: string) => words(text).map((word) => word.text)
const hitsOf = (parts: Segment[]) => parts.filter((part) => part.hit).map((part) => part.text)
const whole = (parts: Segment[]) => parts.map((part) => part.text).join('')

describe('words', () => {
	test('elisions and contractions go, compounds are split, acronyms are one', () => {
		expect(texts("L’emploi d'un porte-parole qu’il l'a")).toEqual(['emploi', 'un', 'porte', 'parole', 'il', 'a'])
		expect(texts("the ministry's report doesn't")).toEqual(['the', 'ministry', 'report', 'doesn'])
		expect(texts('les O.N.G. et т.н. — 2026-CIT-0042')).toEqual(['les', 'ONG', 'et', 'тн', '2026', 'CIT', '0042'])
		expect(texts('d’O’Brien')).toEqual(['O', 'Brien'])
		expect(texts('subven\u00adtion')).toEqual(['subvention'])
	})

	test('offsets point at the word as written', () => {
		const text = 'À l’été, в София'
		for (const word of words(text)) expect(text.slice(word.start, word.end)).toBe(word.text)
	})
})

describe('lexemes', () => {
	test('hold a stem under the language and a key; stop words hold only their place', () => {
		expect(lexemes('Les emplois de Търговище', 'fr')).toEqual([
			{ lexeme: 'fr:emploi', positions: [2] },
			{ lexeme: '~emplois', positions: [2] },
			{ lexeme: 'bg:търговищ', positions: [4] },
			{ lexeme: '~targovichte', positions: [4] }
		])
	})

	test('positions stay within what PostgreSQL keeps', () => {
		const found = lexemes('ville '.repeat(20_000) + 'pont', 'fr')
		expect(found.find(({ lexeme }) => lexeme === 'fr:vill')!.positions).toHaveLength(255)
		expect(found.find(({ lexeme }) => lexeme === 'fr:pont')!.positions).toEqual([16_383])
	})

	test('are quoted for PostgreSQL', () => {
		expect(toTsvector([{ lexeme: "o'b\\", positions: [1, 3] }], 'B')).toBe("'o''b\\\\':1B,3B")
		expect(toTsvector([])).toBe('')
	})

	test('of a huge text stay under what a tsvector may weigh', () => {
		let text = ''
		for (let i = 0; i < 120_000; i++) text += `mot${i} `
		expect(new TextEncoder().encode(toTsvector(lexemes(text, 'fr'))).length).toBeLessThan(1_500_000)
	})
})

describe('a query', () => {
	test('offers each word in every language it may be of', () => {
		expect(queryTerms('emplois Общината')).toEqual([
			{ word: 'emplois', alternatives: ['fr:emploi', 'en:emploi', '~emplois'], stopIn: [], stop: false },
			{ word: 'общината', alternatives: ['bg:общин', '~obchtinata'], stopIn: [], stop: false }
		])
	})

	test('does not demand stop words, unless it has nothing else', () => {
		expect(demanded(queryTerms('la culture')).map((term) => term.word)).toEqual(['culture'])
		expect(demanded(queryTerms('on')).map((term) => term.word)).toEqual(['on'])
		expect(queryTerms('on')[0]!.stopIn).toEqual(['fr', 'en'])
	})

	test('becomes a tsquery', () => {
		expect(toTsquery(queryTerms('la Ville София'), { prefixLast: true })).toBe(
			"('fr:vill' | 'en:vill' | '~vile') & ('bg:соф' | '~sofia':*)"
		)
		expect(toTsquery(queryTerms(' ?! '))).toBeNull()
		expect(queryTerms('a b c d e f g h i j k l m n o p q r s t u v w x y z 1 2 3 4 5 6 7 8 9').length).toBe(32)
	})
})

describe('highlighting', () => {
	test('works across scripts and inflections, and gives the text back', () => {
		const text = 'Общините Търговище и Русе; l’emploi'
		const parts = highlight(text, queryTerms('община Targovichté'), 'bg')
		expect(hitsOf(parts)).toEqual(['Общините', 'Търговище'])
		expect(whole(parts)).toBe(text)
	})

	test('leaves markup as the text it is', () => {
		expect(highlight('<b>ville</b>', queryTerms('villes'), 'fr')).toEqual([
			{ text: '<b>', hit: false },
			{ text: 'ville', hit: true },
			{ text: '</b>', hit: false }
		])
	})

	test('any text comes back whole', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (text, query) => {
				expect(whole(highlight(text, queryTerms(query), 'fr'))).toBe(text)
			})
		)
	})
})

describe('an excerpt', () => {
	const text = 'mot '.repeat(100) + 'emploi ' + 'mot '.repeat(50) + 'un emploi à Targovishte ' + 'fin '.repeat(100)

	test('stands where most terms do, within its length', () => {
		const parts = excerpt(text, queryTerms('emplois Търговище'), 'fr', 60)
		expect(hitsOf(parts)).toEqual(['emploi', 'Targovishte'])
		expect(whole(parts)).toMatch(/^… mot/)
		expect(whole(parts).length).toBeLessThanOrEqual(64)
	})

	test('is the beginning when nothing is found, the whole when it is short', () => {
		expect(whole(excerpt(text, queryTerms('absent'), 'fr', 20))).toBe('mot mot mot mot mot…')
		expect(excerpt('un mot', queryTerms('mot'), 'fr', 20)).toEqual([
			{ text: 'un ', hit: false },
			{ text: 'mot', hit: true }
		])
	})

	test('never exceeds its length nor splits a character', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: 'grapheme', maxLength: 300 }),
				fc.string(),
				fc.integer({ min: 2, max: 80 }),
				(text, query, length) => {
					const cut = whole(excerpt(text, queryTerms(query), 'fr', length)).replace(/^… |…$/g, '')
					expect(cut.length).toBeLessThanOrEqual(length + 2)
					expect(cut.isWellFormed()).toBe(true)
				}
			)
		)
	})
})

// In square time a megabyte would take an hour, and the test its whole limit.
test('a megabyte takes linear time', () => {
	for (const text of ['mot '.repeat(250_000), 'a.'.repeat(500_000), 'я'.repeat(1_000_000), "l'".repeat(500_000)]) {
		expect(lexemes(text, 'fr')).toBeDefined()
		expect(excerpt(text, queryTerms('mot'), 'fr', 200)).toBeDefined()
	}
})
