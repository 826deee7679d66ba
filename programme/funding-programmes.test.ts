import { expect, test } from 'vitest'
import { fundingProgrammes, programmeOfIdentifier } from './funding-programmes.ts'

test('holds the ten Bulgarian programmes of 2021–2027 and that of AMIF, each known by the numbers of its procedures', () => {
	const codes = ['BG16FFPR001', 'BG16FFPR002', 'BG16FFPR003', 'BG16RFPR001', 'BG16RFPR002', 'BG16FFTA001', 'BG05SFPR001']
	for (const code of [...codes, 'BG05SFPR002', 'BG05SFPR003', 'BG14MFPR001', 'BG65AMPR001'])
		expect(fundingProgrammes.find(({ key }) => key === programmeOfIdentifier(`${code}-1.001`))?.code).toBe(code)
})

test('holds the twelve Interreg programmes with Bulgaria; five of them are for both countries', () => {
	const interreg = fundingProgrammes.filter(({ group }) => group === 'interreg')
	expect(interreg).toHaveLength(12)
	expect(interreg.filter(({ countries }) => countries.length === 0).map(({ key }) => key)).toEqual([
		...['interreg-europe', 'interreg-euro-med', 'urbact', 'interact', 'espon']
	])
})

test('no two programmes share a key or a name', () => {
	for (const of of [({ key }) => key, ({ name }) => name.fr, ({ name }) => name.bg] satisfies ((
		each: (typeof fundingProgrammes)[number]
	) => string)[])
		expect(new Set(fundingProgrammes.map(of)).size).toBe(fundingProgrammes.length)
})
