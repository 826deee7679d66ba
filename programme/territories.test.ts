import { describe, expect, test } from 'vitest'
import { childrenOf, pathOf, territories, territory, territoryKinds, within } from './territories.ts'

const count = (kind: string, country: string) =>
	territories.filter((each) => each.kind === kind && within(each.code, country)).length

// Mainland and islands of Europe; overseas departments each lie elsewhere.
const boxes: Record<string, { south: number; north: number; west: number; east: number }> = {
	FR: { south: 41.3, north: 51.1, west: -5.2, east: 9.6 },
	BG: { south: 41.2, north: 44.22, west: 22.3, east: 28.7 },
	FRY1: { south: 15.8, north: 16.6, west: -61.9, east: -61 },
	FRY2: { south: 14.3, north: 14.9, west: -61.3, east: -60.8 },
	FRY3: { south: 2.1, north: 5.8, west: -54.7, east: -51.6 },
	FRY4: { south: -21.5, north: -20.8, west: 55.2, east: 55.9 },
	FRY5: { south: -13.1, north: -12.6, west: 45, east: 45.4 }
}

describe('the territories', () => {
	test('are all there', () => {
		expect({
			frenchRegions: count('region', 'FR'),
			departments: count('department', 'FR'),
			bulgarianRegions: count('region', 'BG'),
			oblasts: count('oblast', 'BG'),
			municipalities: count('municipality', 'BG')
		}).toEqual({ frenchRegions: 18, departments: 101, bulgarianRegions: 6, oblasts: 28, municipalities: 265 })
	})

	test('have each their own code, a known kind and a parent that exists', () => {
		expect(new Set(territories.map((each) => each.code)).size).toBe(territories.length)
		const kinds = new Set(territoryKinds.map((kind) => kind.key))
		for (const each of territories) {
			expect(kinds, each.code).toContain(each.kind)
			if (each.kind === 'country') expect(each.parent).toBeNull()
			else expect(territory(each.parent ?? ''), each.code).toBeDefined()
		}
	})

	test('are named in both scripts', () => {
		for (const each of territories) {
			expect(each.name.bg, each.code).toMatch(/^[А-Яа-яЪъЬь][А-Яа-я’() -]*$/u)
			for (const latin of [each.latin, each.name.fr, each.name.en])
				expect(latin, each.code).toMatch(/^\p{Script=Latin}[\p{Script=Latin}’() -]*$/u)
		}
	})

	test('lie inside their country', () => {
		for (const each of territories) {
			const [country = '', region = ''] = pathOf(each.code).map((step) => step.code)
			const box = boxes[region] ?? boxes[country]
			expect(box, each.code).toBeDefined()
			if (!box) continue
			expect(each.lat, each.code).toBeGreaterThan(box.south)
			expect(each.lat, each.code).toBeLessThan(box.north)
			expect(each.lon, each.code).toBeGreaterThan(box.west)
			expect(each.lon, each.code).toBeLessThan(box.east)
		}
	})

	test('carry the codes of the two statistical offices', () => {
		const insee = territories.filter((each) => each.kind === 'department').map((each) => each.insee)
		expect(new Set(insee).size).toBe(101)
		expect(insee).toEqual(expect.arrayContaining(['01', '2A', '2B', '75', '976']))
		const iso = territories.filter((each) => each.kind === 'oblast').map((each) => each.iso)
		expect(iso.toSorted()).toEqual(Array.from({ length: 28 }, (_, i) => `BG-${String(i + 1).padStart(2, '0')}`))
	})
})

describe('finding a territory', () => {
	test('gives its names, with the French one in a field of its own', () => {
		expect(territory('TGV35')).toMatchObject({
			name: { bg: 'Търговище', en: 'Targovishte', fr: 'Targovichté' },
			latin: 'Targovishte',
			exonym: 'Targovichté',
			parent: 'BG334'
		})
		expect(territory('FRL')?.name.bg).toBe('Прованс-Алпи-Лазурен бряг')
	})

	test('gives nothing for a code nobody knows', () => {
		expect(territory('XX')).toBeUndefined()
		expect(pathOf('XX')).toEqual([])
		expect(within('XX', 'XX')).toBe(false)
	})

	test('follows containment up to the country', () => {
		expect(pathOf('VAR06').map((each) => each.code)).toEqual(['BG', 'BG33', 'BG331', 'VAR06'])
		expect(pathOf('FRK24').map((each) => each.code)).toEqual(['FR', 'FRK', 'FRK24'])
		expect(pathOf('FRY40').map((each) => each.code)).toEqual(['FR', 'FRY4', 'FRY40'])
	})

	test('takes a place to be within itself and its ancestors only', () => {
		expect(within('VAR06', 'VAR06')).toBe(true)
		expect(within('VAR06', 'BG33')).toBe(true)
		expect(within('BG33', 'VAR06')).toBe(false)
		expect(within('VAR06', 'FR')).toBe(false)
	})

	test('lists what is just below', () => {
		expect(childrenOf(null).map((each) => each.code)).toEqual(['FR', 'BG'])
		expect(childrenOf('BG322').map((each) => each.name.en)).toEqual(['Gabrovo', 'Dryanovo', 'Sevlievo', 'Tryavna'])
	})
})
