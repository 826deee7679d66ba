import { sql, type RawBuilder } from 'kysely'
import { cursorOf, searchShelf, type Count, type Position } from '#modules/search/shelves.server'
import type { Ctx } from '#platform/ctx'
import type { Localized } from '#platform/i18n'
import { workingLanguages } from '#programme/languages'
import { organisationKinds } from '#programme/organisation-kinds'
import { childrenOf, mappedIn, territory } from '#programme/territories'
import { themes } from '#programme/themes'
import { DIRECTORY_PAGE, facetNames, facetOf, type DirectoryQuestion, type FacetName } from './directory.ts'
import { directory } from './directory-rows.server.ts'
import { maySeeField, organisationFields } from './policy.ts'

export type FacetCount = { value: string; count: number }
export type Listed = {
	id: string
	reference: string
	kind: string
	country: string
	name: Localized
	latin: string | null
	acronyms: string[]
	place: string | null
	territory: string | null
	themes: string[]
	/** {} when it is not for everybody. */
	description: Localized
}
export type Directory = {
	total: number
	items: Listed[]
	/** What `after` must be for the next page; null on the last. */
	next: string | null
	/** How many there are with each value, the other filters kept; the most first, values nobody has left out. */
	facets: Record<FacetName, FacetCount[]>
	/** How many lie in each region of France and each oblast of Bulgaria, for the map; all filters kept. */
	places: Record<string, number>
}

/** The territories a map colours: regions on one bank, oblasts on the other, whose own regions nobody knows by name. */
export const mapped: readonly string[] = childrenOf(null).flatMap(({ code }) => mappedIn(code).map((each) => each.code))

/**
 * The listed organisations that hold every word of `q` (any language, either script, the last word perhaps only begun) and
 * have every facet; those with the words in their name first, then by name. Public: what is not listed, and fields not for
 * everybody, neither show nor count. Four statements at most.
 */
export async function searchDirectory(ctx: Ctx, question: DirectoryQuestion, after: string | null = null): Promise<Directory> {
	const filters = new Map<FacetName, string>(
		facetNames.flatMap((name) => (question[name] ? [[name, facetOf[name](question[name])] as const] : []))
	)
	const children = childrenShown(question.territory ?? null, question.country ?? null)
	const found = await searchShelf(
		ctx,
		directory,
		{
			q: question.q ?? '',
			filters,
			marks: marksOfOthers,
			wanted: [...counted, ...children.map(facetOf.territory)],
			mark: marks.country,
			after,
			limit: DIRECTORY_PAGE,
			enough: DIRECTORY_PAGE
		},
		rowsOf
	)
	return {
		total: found.total,
		...sorted(found.counts, filters, children),
		items: found.rows.map(({ visibility, no: _, sortKey: __, titled: ___, ...row }) => ({
			...row,
			description: maySeeField(organisationFields, visibility, 'description', 'public') ? row.description : {}
		})),
		next: found.more ? cursorOf(found.rows.at(-1)!) : null
	}
}

/** Whether anything at all is listed. */
export async function hasDirectory(ctx: Ctx): Promise<boolean> {
	return (await ctx.db.selectFrom('directoryEntry').select('no').limit(1).executeTakeFirst()) !== undefined
}

const counted = [
	...organisationKinds.map(({ key }) => facetOf.kind(key)),
	...themes.map(({ key }) => facetOf.theme(key)),
	...workingLanguages.map(facetOf.language),
	...mapped.map(facetOf.territory)
]

const marks: Record<FacetName, string> = { country: 'c:', kind: 'k:', theme: 't:', territory: 'p:', language: 'l:' }
/** A territory's parts are counted within it; of the others the reader sees where else to go. */
const { territory: _, ...marksOfOthers } = marks
const nameOf = new Map(facetNames.map((name) => [marks[name], name]))

/** The counts by filter, the most first, and those of the map. */
function sorted(counts: Count[], filters: Map<FacetName, string>, children: string[]): Pick<Directory, 'facets' | 'places'> {
	const facets: Directory['facets'] = { country: [], kind: [], theme: [], territory: [], language: [] }
	const places: Directory['places'] = {}
	const childFacets = new Set(children.map(facetOf.territory))
	const onMap = new Set(mapped.map(facetOf.territory))
	for (const { without, facet, n } of counts) {
		if (facet === '*') continue
		const name = nameOf.get(facet.slice(0, 2))!
		const value = facet.slice(2)
		if (name === 'territory') {
			if (onMap.has(facet)) places[value] = n
			if (childFacets.has(facet)) facets.territory.push({ value, count: n })
		} else if (without === (filters.has(name) ? name : null)) facets[name].push({ value, count: n })
	}
	for (const list of Object.values(facets)) list.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
	return { facets, places }
}

/** The next step down from where the reader stands; nothing before a country is chosen. */
export function childrenShown(within: string | null, country: string | null): string[] {
	const at = within ?? country
	if (at === null) return []
	const own = childrenOf(at)
	// The planning regions of Bulgaria stand between the country and what people know.
	return territory(at)?.kind === 'country' && own.some(({ code }) => !mapped.includes(code))
		? own.flatMap(({ code }) => childrenOf(code)).map(({ code }) => code)
		: own.map(({ code }) => code)
}

type PageRow = Listed & Position & { visibility: unknown }

async function rowsOf(ctx: Ctx, chosen: RawBuilder<unknown>): Promise<PageRow[]> {
	const { rows } = await sql<PageRow>`
		with chosen as materialized (${chosen})
		select c.no, c.sort_key, c.titled, o.id, o.reference, o.kind, o.country, o.name, o.latin, o.acronyms, o.place, o.territory,
			o.themes, o.description, o.visibility
		from chosen c join directory_entry e using (no) join organisation o on o.id = e.organisation_id
		order by c.sort_key, c.no`.execute(ctx.db)
	return rows
}
