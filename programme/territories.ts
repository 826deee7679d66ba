import type { Territory, TerritoryKind } from './shape.ts'
import { bulgarianMunicipalities } from './territories/bulgarian-municipalities.ts'
import { bulgarianOblasts, bulgarianRegions } from './territories/bulgarian-oblasts.ts'
import { frenchExonyms } from './territories/french-exonyms.ts'
import { frenchDepartments, frenchRegions } from './territories/french-territories.ts'
import type { FrenchRow } from './territories/rows.ts'

/** The levels of the two countries, largest first. An oblast is a district of the State, not a local authority. */
export const territoryKinds: TerritoryKind[] = [
	{ key: 'country', name: { fr: 'Pays', bg: 'Държава', en: 'Country' } },
	{ key: 'region', name: { fr: 'Région', bg: 'Регион', en: 'Region' } },
	{ key: 'oblast', name: { fr: 'District', bg: 'Област', en: 'District' } },
	{ key: 'department', name: { fr: 'Département', bg: 'Департамент', en: 'Department' } },
	{ key: 'municipality', name: { fr: 'Commune', bg: 'Община', en: 'Municipality' } }
]

const countries: Territory[] = [
	{
		code: 'FR',
		kind: 'country',
		parent: null,
		name: { fr: 'France', bg: 'Франция', en: 'France' },
		latin: 'France',
		exonym: null,
		nuts: 'FR',
		iso: 'FR',
		insee: null,
		lat: 46.6,
		lon: 2.45,
		population: null
	},
	{
		code: 'BG',
		kind: 'country',
		parent: null,
		name: { fr: 'Bulgarie', bg: 'България', en: 'Bulgaria' },
		latin: 'Bulgaria',
		exonym: 'Bulgarie',
		nuts: 'BG',
		iso: 'BG',
		insee: null,
		lat: 42.764,
		lon: 25.394,
		population: null
	}
]

/** The beginning of a NUTS code that is the region's own: overseas regions are told apart one letter later. */
const regionOfDepartment = (code: string) => code.slice(0, code.startsWith('FRY') ? 4 : 3)

const french = (kind: string, parentOf: (code: string) => string) => (row: FrenchRow): Territory => {
	const [code, fr, bg, insee, lat, lon, en = fr] = row
	return {
		code,
		kind,
		parent: parentOf(code),
		name: { fr, bg, en },
		latin: fr,
		exonym: null,
		nuts: code,
		iso: null,
		insee,
		lat,
		lon,
		population: null
	}
}

const englishOblasts: Record<string, string> = { BG411: 'Sofia (capital)', BG412: 'Sofia (district)' }
const englishMunicipalities: Record<string, string> = {
	DOB15: 'Dobrich (rural municipality)',
	SOF46: 'Sofia (capital municipality)'
}

const oblastOfPrefix = new Map(bulgarianOblasts.map(([code, , , prefix]) => [prefix, code]))

/** Every territory of both countries, parents before children. */
export const territories: readonly Territory[] = [
	...countries,
	...frenchRegions.map(french('region', () => 'FR')),
	...frenchDepartments.map(french('department', regionOfDepartment)),
	...bulgarianRegions.map(([code, bg, latin, fr, en, lat, lon]) => ({
		code,
		kind: 'region',
		parent: 'BG',
		name: { fr, bg, en },
		latin,
		exonym: fr,
		nuts: code,
		iso: null,
		insee: null,
		lat,
		lon,
		population: null
	})),
	...bulgarianOblasts.map(([code, bg, latin, , iso, lat, lon]) => ({
		code,
		kind: 'oblast',
		parent: code.slice(0, 4),
		name: { fr: frenchExonyms[code] ?? latin, bg, en: englishOblasts[code] ?? latin },
		latin,
		exonym: frenchExonyms[code] ?? null,
		nuts: code,
		iso,
		insee: null,
		lat,
		lon,
		population: null
	})),
	...bulgarianMunicipalities.map(([code, bg, latin, lat, lon, population]) => ({
		code,
		kind: 'municipality',
		parent: oblastOfPrefix.get(code.slice(0, 3)) ?? null,
		name: { fr: frenchExonyms[code] ?? latin, bg, en: englishMunicipalities[code] ?? latin },
		latin,
		exonym: frenchExonyms[code] ?? null,
		nuts: null,
		iso: null,
		insee: null,
		lat,
		lon,
		population
	}))
]

const byCode = new Map(territories.map((each) => [each.code, each]))

export const territory = (code: string): Territory | undefined => byCode.get(code)

/** From the country down to the territory itself; empty for a code nobody knows. */
export function pathOf(code: string): Territory[] {
	const path: Territory[] = []
	for (let at = byCode.get(code); at; at = at.parent === null ? undefined : byCode.get(at.parent)) path.unshift(at)
	return path
}

/** Whether `code` is `ancestor` or lies in it. */
export const within = (code: string, ancestor: string) => pathOf(code).some((each) => each.code === ancestor)

const children = Map.groupBy(territories, (each) => each.parent)

/** The territories just below `code`; the countries for null. */
export const childrenOf = (code: string | null): readonly Territory[] => children.get(code) ?? []
