import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { closeness, learnBridge, prepare, rank, type ParallelPair } from './bridge.ts'

const labels = [
	['gestion de l’eau', 'управление на водите', 'water management'],
	['gestion des déchets', 'управление на отпадъците', 'waste management'],
	['eau potable', 'питейна вода', 'drinking water'],
	['traitement des déchets', 'третиране на отпадъци', 'waste treatment'],
	['déchets dangereux', 'опасни отпадъци', 'hazardous waste'],
	['école primaire', 'начално училище', 'primary school'],
	['école maternelle', 'детско училище', 'nursery school'],
	['politique agricole', 'селскостопанска политика', 'agricultural policy'],
	['marché agricole', 'селскостопански пазар', 'agricultural market'],
	['politique sociale', 'социална политика', 'social policy']
] as const

const pairs: ParallelPair[] = labels.flatMap(([fr, bg, en]) => [
	{ from: fr, to: bg, fromLocale: 'fr', toLocale: 'bg' },
	{ from: fr, to: en, fromLocale: 'fr', toLocale: 'en' }
])
const bridge = learnBridge(pairs)
const bulgarian = ['училище', 'отпадъци', 'води', 'пазар', 'демокрация'].map((text) => ({ text, locale: 'bg' as const }))
const first = (text: string, locale: 'fr' | 'bg' | 'en') => {
	const [best] = rank(bridge, { text, locale }, prepare(bridge, bulgarian))
	return best && bulgarian[best.item]!.text
}

describe('the bridge between languages', () => {
	test.each([
		['école', 'училище'],
		['déchet', 'отпадъци'],
		['l’eau', 'води'],
		['marchés', 'пазар']
	])('%s, which no label is on its own, meets %s', (text, expected) => {
		expect(first(text, 'fr')).toBe(expected)
	})

	test('languages that share no pair meet through the third', () => {
		expect(first('schools', 'en')).toBe('училище')
		expect(first('wastes', 'en')).toBe('отпадъци')
	})

	test('a word never seen is found by its spelling, in another script', () => {
		expect(first('démocratie', 'fr')).toBe('демокрация')
		expect(learnBridge([]).labels).toBe(0)
		const [best] = rank(learnBridge([]), { text: 'démocratie', locale: 'fr' }, prepare(learnBridge([]), bulgarian))
		expect(best).toMatchObject({ item: 4 })
		expect(best!.score).toBeGreaterThan(0)
	})

	test('the same text is nearer than a translation, a translation nearer than anything else', () => {
		const same = closeness(bridge, 'gestion des déchets', 'fr', 'gestion des déchets', 'fr')
		const translated = closeness(bridge, 'gestion des déchets', 'fr', 'управление на отпадъците', 'bg')
		const other = closeness(bridge, 'gestion des déchets', 'fr', 'начално училище', 'bg')
		expect(same).toBeGreaterThan(0.95)
		expect(translated).toBeLessThan(same)
		expect(other).toBeLessThan(translated / 2)
	})

	test('nothing is near a text without words', () => {
		expect(closeness(bridge, '', 'fr', 'вода', 'bg')).toBe(0)
		expect(closeness(bridge, 'вода', 'bg', '— ?', 'fr')).toBe(0)
		expect(closeness(bridge, 'de la', 'fr', 'вода', 'bg')).toBe(0)
		expect(rank(bridge, { text: 'eau', locale: 'fr' }, prepare(bridge, []))).toEqual([])
	})

	test('what is asked again is answered the same, best first, at most as many as asked', () => {
		const prepared = prepare(bridge, bulgarian)
		const query = { text: 'politique de l’eau et des marchés', locale: 'fr' as const }
		const all = rank(bridge, query, prepared)
		expect(rank(bridge, query, prepared)).toEqual(all)
		expect(all.map(({ score }) => score)).toEqual(all.map(({ score }) => score).toSorted((one, other) => other - one))
		expect(rank(bridge, query, prepared, 2)).toEqual(all.slice(0, 2))
	})

	test('of equal items the first prepared comes first', () => {
		const twice = prepare(bridge, [
			{ text: 'вода', locale: 'bg' },
			{ text: 'вода', locale: 'bg' }
		])
		expect(rank(bridge, { text: 'eau', locale: 'fr' }, twice).map(({ item }) => item)).toEqual([0, 1])
	})

	test('any two texts have a closeness between 0 and 1', () => {
		const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.constantFrom(...labels.flat()))
		const locale = fc.constantFrom('fr' as const, 'bg' as const, 'en' as const)
		fc.assert(
			fc.property(text, locale, text, locale, (one, from, other, to) => {
				const found = closeness(bridge, one, from, other, to)
				expect(found).toBeGreaterThanOrEqual(0)
				expect(found).toBeLessThanOrEqual(1)
			})
		)
	})

	test('words named like parts of an object are words', () => {
		const odd = learnBridge([{ from: 'constructor __proto__', to: 'toString', fromLocale: 'fr', toLocale: 'en' }])
		expect(closeness(odd, 'constructor', 'fr', 'toString', 'en')).toBeGreaterThan(0)
	})
})
