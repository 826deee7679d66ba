import { expect, test } from 'vitest'
import { themes } from '#programme/themes'
import type { Reading } from '../opportunity.ts'
import { aides } from './aides.ts'
import { themesUnder } from './categories.ts'

const read = (payload: unknown) => aides.read(new TextEncoder().encode(JSON.stringify(payload)), { now: new Date() }) as Reading

test('an aid brings the themes it is filed under; a drawer nobody knows is named, and the aid is kept', () => {
	const region = read([
		{ reference: 'a1', title: 'Vélos des communes', competences: [{ title: 'Vélo' }, { title: 'Transports en commun' }] },
		{ reference: 'a2', title: 'Radios locales', competences: [{ title: 'Europe' }, { title: 'Astrologie' }] }
	])
	expect(region.items.map(({ identifier, themes }) => [identifier, themes])).toEqual([
		['a1', ['mobility']],
		['a2', []]
	])
	expect(region.unreadable).toEqual([
		{ row: 2, field: 'themes', value: 'Astrologie', message: 'funding.fault.choice', identifier: 'a2' }
	])
	const [european] = read([
		{ ID: '7', post_title: 'Justice', filtres_sectors: 'Justice, Sécurité, Défense;Citoyenneté &amp; Droits Humains' }
	]).items
	expect(european!.themes).toEqual(['justice', 'fundamental-rights', 'civil-society'])
})

test('every drawer leads to themes of the programme', () => {
	const keys = new Set(themes.map(({ key }) => key))
	for (const name of ['Habitat', 'Énergie', 'énergie', 'Protection civile & risques', 'Santé', 'Jeunesse', 'Économie Sociale'])
		expect(themesUnder(name)!.every((key) => keys.has(key)) && themesUnder(name)!.length, name).toBeGreaterThan(0)
	expect(themesUnder('Astrologie')).toBeUndefined()
})
