import { expect, test } from 'vitest'
import { AFFINITY } from '#engines/assignment/problem'
import { affinityOf } from './affinity.ts'

const full = { themes: ['waste', 'water'], languages: ['bg', 'fr'], territory: ['BG', 'BG3', 'GAB'] }
const filed = { themes: ['waste', 'water'], languages: ['bg'], territory: ['BG', 'BG3', 'GAB'] }

test('everything in common is the most, nothing is nothing', () => {
	expect(affinityOf(full, filed)).toBe(AFFINITY)
	expect(affinityOf({ themes: ['justice'], languages: ['en'], territory: ['FR'] }, filed)).toBe(0)
})

test('a part counts as a part, and what nobody said as half', () => {
	expect(affinityOf({ ...full, themes: ['waste'] }, filed)).toBe(750_000)
	expect(affinityOf({ ...full, territory: ['BG'] }, filed)).toBe(900_000 + 33_333)
	expect(affinityOf({ themes: [], languages: [], territory: [] }, filed)).toBe(500_000)
})
