import { describe, expect, test } from 'vitest'
import { likenessIndex, LIKELY, type Likened } from './likeness.ts'

const others: Likened[] = Array.from({ length: 200 }, (_, at) => ({
	id: `o${at}`,
	names: [`municipality word${at}`],
	country: 'BG'
}))
const scored = (one: Omit<Likened, 'id' | 'country'>, other: Omit<Likened, 'id' | 'country'>) =>
	likenessIndex([{ id: 'a', country: 'BG', ...one }, { id: 'b', country: 'BG', ...other }, ...others]).alike(
		{ id: 'a', country: 'BG', ...one },
		{ least: 0 }
	)[0]

describe('two entries', () => {
	test('with one number are one, whatever they are called', () => {
		const one = { names: ['zora'], identifiers: ['eik:131071587'] }
		expect(scored(one, { ...one, names: ['izgrev'] })).toEqual({ id: 'b', score: 1, reasons: ['identifier'] })
	})
	test('of one name and one place are likely one; in two places they are not', () => {
		const vratsa = { names: ['municipality vratsa'], place: 'vratsa' }
		expect(scored(vratsa, vratsa)!.score).toBeGreaterThan(0.9)
		expect(scored(vratsa, { ...vratsa, place: 'montana' })!.score).toBeLessThan(LIKELY)
	})
	test('with different numbers of one register are two', () => {
		const zora = { names: ['zora es'], place: 'vratsa' }
		expect(scored({ ...zora, identifiers: ['eik:1'] }, { ...zora, identifiers: ['eik:2'] })!.score).toBeLessThan(LIKELY)
	})
	test('whose names differ by a number or a side of the town are two', () => {
		const school = (name: string) => ({ names: [name], place: 'vratsa' })
		expect(scored(school('secondary school botev 5'), school('secondary school botev 7'))!.score).toBeLessThan(LIKELY)
		expect(scored(school('tax office dijon nord'), school('tax office dijon sud'))!.score).toBeLessThan(LIKELY)
	})
	test('whose names differ by a letter or the order of words are close', () => {
		const [one, other] = [{ names: ['international foundation targovishte'] }, { names: ['targoviste foundation international'] }]
		expect(scored({ ...one, place: 'x' }, { ...other, place: 'x' })!.score).toBeGreaterThan(LIKELY)
	})
	test('of different kinds in one town are two', () => {
		const at = { place: 'massiac', postcode: '15500' }
		const hall = { names: ['mairie massiac'], kind: 'local-authority', ...at }
		expect(scored(hall, { names: ['tresorerie massiac'], kind: 'agency', ...at })!.score).toBeLessThan(LIKELY)
	})
})

test('likeness is the same both ways, and nothing is like itself', () => {
	const all: Likened[] = [
		{ id: 'a', names: ['association zora vratsa'], country: 'BG', place: 'vratsa' },
		{ id: 'b', names: ['zora vratsa association'], country: 'BG', place: 'vratsa' },
		...others
	]
	const index = likenessIndex(all)
	const [ab] = index.alike(all[0]!)
	const [ba] = index.alike(all[1]!)
	expect(ab).toEqual({ ...ba, id: 'b' })
})
