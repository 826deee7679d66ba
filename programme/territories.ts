import { given } from './given.ts'
import type { Territory, TerritoryKind } from './shape.ts'
import { bulgarianMunicipalities } from './territories/bulgarian-municipalities.ts'
import { bulgarianOblasts, bulgarianRegions } from './territories/bulgarian-oblasts.ts'
import { frenchExonyms } from './territories/french-exonyms.ts'
import { frenchDepartments, frenchRegions } from './territories/french-territories.ts'
import type { FrenchRow } from './territories/rows.ts'

/** The levels of the two countries, largest first. An oblast is a district of the State, not a local authority. */
export const territoryKinds: TerritoryKind[] = given?.levels ?? [
	{ key: 'country', name: { fr: 'Pays', bg: 'Държава', en: 'Country' } },
	{ key: 'region', name: { fr: 'Région', bg: 'Регион', en: 'Region' } },
	{ key: 'oblast', name: { fr: 'District', bg: 'Област', en: 'District' }, district: true },
	{ key: 'department', name: { fr: 'Département', bg: 'Департамент', en: 'Department' } },
	{ key: 'municipality', name: { fr: 'Commune', bg: 'Община', en: 'Municipality' } }
]

// What most territories do not have: each kind fills in its own.
const bare = { exonym: null, nuts: null, iso: null, insee: null, population: null }

const countries: Territory[] = [
	{
		...bare,
		code: 'FR',
		kind: 'country',
		parent: null,
		name: { fr: 'France', bg: 'Франция', en: 'France' },
		latin: 'France',
		nuts: 'FR',
		iso: 'FR',
		lat: 46.6,
		lon: 2.45
	},
	{
		...bare,
		code: 'BG',
		kind: 'country',
		parent: null,
		name: { fr: 'Bulgarie', bg: 'България', en: 'Bulgaria' },
		latin: 'Bulgaria',
		exonym: 'Bulgarie',
		nuts: 'BG',
		iso: 'BG',
		lat: 42.764,
		lon: 25.394
	}
]

const french =
	(kind: string, parentOf: (code: string) => string) =>
	([code, fr, bg, insee, lat, lon, en = fr]: FrenchRow): Territory => ({
		...bare,
		code,
		kind,
		parent: parentOf(code),
		name: { fr, bg, en },
		latin: fr,
		nuts: code,
		insee,
		lat,
		lon
	})

/** The beginning of a NUTS code that is the region's own: overseas regions are told apart one figure later. */
const regionOfDepartment = (code: string) => code.slice(0, code.startsWith('FRY') ? 4 : 3)

const englishNames: Record<string, string> = {
	BG411: 'Sofia (capital)',
	BG412: 'Sofia (district)',
	DOB15: 'Dobrich (rural municipality)',
	SOF46: 'Sofia (capital municipality)'
}

const bulgarian = (code: string, bg: string, latin: string) => ({
	...bare,
	code,
	name: { fr: frenchExonyms[code] ?? latin, bg, en: englishNames[code] ?? latin },
	latin,
	exonym: frenchExonyms[code] ?? null
})

const oblastOfPrefix = new Map(bulgarianOblasts.map(([code, , , prefix]) => [prefix, code]))

const builtIn = (): Territory[] => [
	...countries,
	...frenchRegions.map(french('region', () => 'FR')),
	...frenchDepartments.map(french('department', regionOfDepartment)),
	...bulgarianRegions.map(([code, bg, latin, fr, en, lat, lon]) => ({
		...bare,
		code,
		kind: 'region',
		parent: 'BG',
		name: { fr, bg, en },
		latin,
		exonym: fr,
		nuts: code,
		lat,
		lon
	})),
	...bulgarianOblasts.map(([code, bg, latin, , iso, lat, lon]) => ({
		...bulgarian(code, bg, latin),
		kind: 'oblast',
		parent: code.slice(0, 4),
		nuts: code,
		iso,
		lat,
		lon
	})),
	...bulgarianMunicipalities.map(([code, bg, latin, lat, lon, population]) => ({
		...bulgarian(code, bg, latin),
		kind: 'municipality',
		parent: oblastOfPrefix.get(code.slice(0, 3)) ?? null,
		lat,
		lon,
		population
	}))
]

/** Every territory of both countries, parents before children. */
export const territories: readonly Territory[] = given?.territories ?? builtIn()

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

const districts = new Set(territoryKinds.filter(({ district }) => district).map(({ key }) => key))
export const isDistrict = ({ kind }: Territory): boolean => districts.has(kind)

const children = Map.groupBy(territories, (each) => each.parent)

/** The territories just below `code`; the countries for null. */
export const childrenOf = (code: string | null): readonly Territory[] => children.get(code) ?? []

/** What maps and dashboards colour of a country: its regions, or the districts in them, which people know by name. */
export const mappedIn = (country: string): readonly Territory[] =>
	childrenOf(country).flatMap((region) => {
		const inRegion = childrenOf(region.code).filter(isDistrict)
		return inRegion.length ? inRegion : [region]
	})
