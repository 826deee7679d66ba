import { z } from 'zod'
import { programme } from '#programme/programme'
import { childrenOf, isDistrict } from '#programme/territories'
import { themes } from '#programme/themes'

export const sections = ['activity', 'money', 'selection', 'results', 'network', 'balance'] as const
export type Section = (typeof sections)[number]

/** The territories a dashboard can be narrowed to: both countries, their regions and oblasts. */
export const figureTerritories: readonly string[] = programme.countries.flatMap(({ code }) => [
	code,
	...childrenOf(code).flatMap((region) => [
		region.code,
		...childrenOf(region.code)
			.filter(isDistrict)
			.map((district) => district.code)
	])
])

const one = (keys: readonly string[]) => z.enum(keys as [string, ...string[]], 'error.office.filter')

/** What a dashboard can be narrowed to, as it stands in the page's address. */
export const figureQuery = z.object({
	section: z.enum(sections, 'error.office.filter'),
	year: z
		.string()
		.regex(/^20\d\d$/, 'error.office.filter')
		.transform(Number),
	service: one(programme.services.map(({ key }) => key)),
	priority: one(programme.priorities.map(({ key }) => key)),
	theme: one(themes.map(({ key }) => key)),
	territory: one(figureTerritories)
})
export type FigureFilters = Partial<Omit<z.output<typeof figureQuery>, 'section'>>

/** How the values of a figure are said. */
export type Unit = 'count' | 'money' | 'percent' | 'days'

/** One figure in the reader's words: the same rows are drawn, put in its table and written to a file. */
export type Figure = {
	key: string
	title: string
	/** How it is counted, or what is left out. */
	note: string | null
	form: 'columns' | 'bars'
	unit: Unit
	series: string[]
	rows: { label: string; values: (number | null)[] }[]
}
