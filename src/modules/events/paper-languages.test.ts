import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { init } from '../../cli/programme/init.ts'
import { readProgramme } from '../../cli/programme/folder.ts'

/** What an event says of languages, as a process of the programme reads it: at its start, once. */
const read = async () => ({
	...(await import('./paper-languages.ts')),
	pairs: (await import('./schema.ts')).interpretationPairs,
	city: (await import('#programme/programme')).programme.city as Record<string, string>,
	listening: (await import('#programme/registration-questions')).registrationQuestions.find(({ key }) => key === 'listening')
})

describe('the languages of an event', () => {
	test('are those of the two countries on paper, the reader’s first', async () => {
		const { paperLanguages, languagesFor, words, once, pairs, city, listening } = await read()
		expect(paperLanguages).toEqual(['fr', 'bg'])
		expect([languagesFor('bg'), languagesFor('en')]).toEqual([
			['bg', 'fr'],
			['fr', 'bg']
		])
		expect(words('papers.certificate')).toEqual({ fr: expect.any(String), bg: expect.any(String) })
		expect(once({ fr: 'Lyon', bg: 'Лион', en: 'Lyon' })).toBe('Lyon · Лион')
		expect(once({ en: 'Only here' })).toBe('Only here')
		expect(pairs).toEqual(['fr-bg', 'fr-en', 'bg-en'])
		expect(city).toMatchObject({ fr: 'Sofia', bg: 'София' })
		expect(listening).toMatchObject({
			options: [
				{ value: 'fr', label: { fr: 'Français', bg: 'Френски', en: 'French' } },
				{ value: 'bg', label: { fr: 'Bulgare' } },
				{ value: 'en', label: { bg: 'Английски' } }
			]
		})
	})

	describe('in another programme', () => {
		const folder = mkdtempSync(join(tmpdir(), 'passerelle-programme-'))
		beforeAll(async () => {
			const answers = resolve(import.meta.dirname, '../../../test/programme-second/answers.json')
			await init(folder, { answers }, { stdin: Readable.from([]), stdout: new PassThrough() })
			globalThis.passerelleProgramme = readProgramme(folder)
			vi.resetModules()
		})
		afterAll(() => {
			globalThis.passerelleProgramme = undefined
			vi.resetModules()
			rmSync(folder, { recursive: true, force: true })
		})

		test('are its own', async () => {
			const { paperLanguages, languagesFor, words, pairs, city, listening } = await read()
			expect(paperLanguages).toEqual(['fr', 'ro'])
			expect(languagesFor('ro' as 'fr')).toEqual(['ro', 'fr'])
			expect(Object.keys(words('papers.certificate'))).toEqual(['fr', 'ro'])
			expect(pairs).toEqual(['fr-ro', 'fr-en', 'ro-en'])
			expect(city.ro).toBe('București')
			expect(listening).toMatchObject({
				options: [{ value: 'fr' }, { value: 'ro', label: { fr: 'Roumain', ro: 'Română' } }, { value: 'en' }]
			})
		})
	})
})
