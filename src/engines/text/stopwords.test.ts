import { expect, test } from 'vitest'
import { isStopWord, stopWords } from './stopwords.ts'

test('stop words are lower case, composed, and never empty', () => {
	for (const list of Object.values(stopWords)) for (const word of list) expect(word).toMatch(/^\p{Ll}+$/u)
	for (const list of Object.values(stopWords)) for (const word of list) expect(word.normalize('NFC')).toBe(word)
})

test('grammar is stopped, matter is not', () => {
	expect(isStopWord('Les', 'fr')).toBe(true)
	expect(isStopWord('ЧРЕЗ', 'bg')).toBe(true)
	expect(isStopWord('the', 'en')).toBe(true)
	for (const word of ['coopération', 'ville', 'état', 'pays']) expect(isStopWord(word, 'fr')).toBe(false)
	for (const word of ['община', 'проект', 'нов', 'добър']) expect(isStopWord(word, 'bg')).toBe(false)
	for (const word of ['call', 'fund', 'project']) expect(isStopWord(word, 'en')).toBe(false)
})
