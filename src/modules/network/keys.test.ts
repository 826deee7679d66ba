import { describe, expect, test } from 'vitest'
import { keysOf, latinOf, sortKeyOf, wordsOf } from './keys.ts'

describe('keys of a name', () => {
	const meet = (one: string, other: string) => keysOf({ name: { fr: one } })[0] === keysOf({ name: { bg: other } })[0]

	test('are the same in both scripts, with and without the legal form', () => {
		expect(meet('Hydrobuild', 'Хидробилд ЕООД')).toBe(false)
		expect(meet('Targovichté', 'Търговище')).toBe(true)
		expect(keysOf({ name: { bg: 'Родопска вълна ООД' } })).toEqual(keysOf({ name: { bg: 'Родопска вълна' } }))
		expect(keysOf({ name: { fr: 'Hydralis SAS' } })).toEqual(keysOf({ name: { fr: 'HYDRALIS' } }))
	})

	test('say in one word what kind of body it is', () => {
		expect(meet('Commune de Dunavgrad', 'Община Дунавград')).toBe(true)
		expect(meet('Mairie de Dunavgrad', 'Община Дунавград')).toBe(true)
		expect(meet('Association Bdin', 'Сдружение „Бдин“')).toBe(true)
	})

	test('keep a municipality apart from the State’s district and from a company of its name', () => {
		expect(meet('Commune de Vratsa', 'Област Враца')).toBe(false)
		expect(meet('Commune de Vratsa', 'Враца АД')).toBe(false)
	})

	test('are one per name, each once, acronyms and former names too, and a bare legal form is a name', () => {
		expect(
			keysOf({
				name: { fr: 'Commune de Dunavgrad', bg: 'Община Дунавград' },
				latin: 'Obshtina Dunavgrad',
				acronyms: ['ДГ'],
				otherNames: ['Dunavsko', '']
			})
		).toEqual(['munitsipaliti dunavgrad', 'dg', 'dunavsko'])
		expect(keysOf({ name: { fr: 'SA' } })).toEqual(['sa'])
		expect(keysOf({ name: { fr: '—' } })).toEqual([])
	})

	test('stay short whatever is pasted', () => {
		const [key] = keysOf({ name: { fr: 'x '.repeat(100_000) } })
		expect(key!.length).toBeLessThanOrEqual(1000)
		expect(keysOf({ name: {}, otherNames: Array.from({ length: 100 }, (_, i) => `nom ${i}`) })).toHaveLength(40)
	})
})

test('the words of a question are made as keys are', () => {
	expect(wordsOf('община Дунавград, Dunavgrad')).toEqual(['munitsipaliti', 'dunavgrad'])
	expect(wordsOf(' ')).toEqual([])
})

test('a name given in Bulgarian alone is read in Latin letters by the law; one that has Latin letters is not', () => {
	expect(latinOf({ bg: 'Търговище' })).toBe('Targovishte')
	expect(latinOf({ bg: 'Търговище', fr: 'Targovichté' })).toBeNull()
	expect(latinOf({ fr: 'Търговище' })).toBe('Targovishte')
	expect(latinOf({})).toBeNull()
})

test('lists are sorted by the first Latin reading', () => {
	expect(sortKeyOf({ name: { bg: 'Община Ябълково' } })).toBe('obchtina iabalkovo')
	expect(sortKeyOf({ name: { bg: 'Ябълково', fr: 'Éclair' } })).toBe('eklair')
	expect(sortKeyOf({ name: {} })).toBe('')
})
