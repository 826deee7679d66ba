import { sql, type Selectable } from 'kysely'
import { fold } from '#engines/text/fold'
import { lexemes } from '#engines/text/tokens'
import { indexItems, removeItem } from '#modules/search/index.server'
import type { Item } from '#modules/search/schema'
import { addName, writeShelf, type Entry, type Shelf } from '#modules/search/shelf-rows.server'
import type { Ctx } from '#platform/ctx'
import { locales, type Localized } from '#platform/i18n'
import type { OpportunityTable } from '#platform/tables'
import { fundingProgramme } from '#programme/funding-programmes'
import { programme } from '#programme/programme'
import { pathOf } from '#programme/territories'
import type { Announced, Deadline, OpportunityRules, Unreadable } from './opportunity.ts'
import { facetOf } from './search.ts'
import { themesOf } from './theme-reading.ts'
import type { OpportunityStatus } from './workflow.ts'

/** An opportunity as it is stored. */
export type Opportunity = Omit<
	Selectable<OpportunityTable>,
	'title' | 'text' | 'deadlines' | 'rules' | 'status' | 'announced' | 'unreadable' | 'budgetCents' | 'rateMin' | 'rateMax'
> & {
	title: Localized
	text: Localized
	deadlines: Deadline[]
	rules: OpportunityRules
	status: OpportunityStatus
	announced: Partial<Announced>
	unreadable: Unreadable[]
	budgetCents: number | null
	rateMin: number | null
	rateMax: number | null
}

/** The subject of an opportunity in the trail. */
export const refOf = (id: string) => `opportunity:${id}`
/** Its page on the portal, without the language. */
export const pathOfOpportunity = (id: string) => `/funding/${id}`

/** Every column, amounts and rates as numbers. */
export const opportunities = (ctx: Ctx) =>
	ctx.db
		.selectFrom('opportunity')
		.selectAll('opportunity')
		.select([
			sql<number | null>`budget_cents::float8`.as('budgetCents'),
			sql<number | null>`rate_min::float8`.as('rateMin'),
			sql<number | null>`rate_max::float8`.as('rateMax')
		])
		.$castTo<Opportunity>()

export const funding: Shelf = { name: 'funding', id: 'opportunity_id' }

const LONGEST = 10_000

/**
 * Brings the portal's list and the search up to date with these, inside the caller's transaction, as its last step: others
 * who write to the list wait from then on. One that is joined to another stands in neither; one that is gone only in the list.
 */
export async function indexOpportunities(ctx: Ctx, ids: readonly string[]): Promise<void> {
	const BATCH = 1000
	for (let at = 0; at < ids.length; at += BATCH) {
		const some = ids.slice(at, at + BATCH)
		const rows = await opportunities(ctx).where('id', 'in', some).execute()
		const shown = rows.filter(({ joinedTo, status }) => joinedTo === null && status !== 'gone')
		await indexItems(ctx, shown.map(itemOf))
		const found = new Set(shown.map(({ id }) => id))
		for (const id of some) if (!found.has(id)) await removeItem(ctx, 'opportunity', id)
	}
	await writeShelf(ctx, funding, ids, async (ctx, some) =>
		(await opportunities(ctx).where('id', 'in', some).where('joinedTo', 'is', null).execute()).map(entryOf)
	)
}

/** As the search of the whole site knows it. */
export const itemOf = (row: Opportunity): Item => ({
	kind: 'opportunity',
	id: row.id,
	path: pathOfOpportunity(row.id),
	title: shortened(row.title, 500),
	summary: shortened(row.text, 600),
	body: shortened(row.text, LONGEST),
	names: [row.identifier, row.reference],
	themes: themesOf(row),
	countries: row.countries,
	territories: row.territories,
	at: row.opensAt ?? row.createdAt,
	standing: row.status === 'closed' ? 0.2 : 0.5
})

const shortened = (text: Localized, most: number): Localized =>
	Object.fromEntries(Object.entries(text).map(([locale, words]) => [locale, words.slice(0, most)]))

/** Where it is open to: the countries it names; those of the programme when it names no place at all. */
function countriesOf({ countries, territories }: Opportunity): string[] {
	const named = [...countries, ...territories.flatMap((code) => pathOf(code)[0]?.code ?? [])]
	return named.length > 0 ? [...new Set(named)] : programme.countries.map(({ code }) => code)
}

function entryOf(row: Opportunity): Entry {
	const countries = countriesOf(row)
	const areas = row.territories.length > 0 ? row.territories : countries
	const around = [...new Set(areas.flatMap((code) => pathOf(code).map((each) => each.code)))]
	const facets = [
		...(row.programme ? [facetOf.programme(row.programme)] : []),
		facetOf.status(row.status),
		...themesOf(row).map(facetOf.theme),
		...row.kinds.map(facetOf.kind),
		...countries.map(facetOf.country),
		...around.map(facetOf.territory),
		...areas.map(facetOf.area),
		...(row.status === 'open' || row.status === 'forthcoming'
			? row.closesAt
				? [facetOf.deadline(row.closesAt.toISOString().slice(0, 7))]
				: []
			: [])
	]
	const words = new Set<string>()
	for (const locale of locales) for (const { lexeme } of lexemes(row.title[locale] ?? '', locale)) addName(words, lexeme)
	for (const { lexeme } of lexemes(`${row.identifier} . ${row.reference}`, 'en')) addName(words, lexeme)
	for (const locale of locales)
		for (const { lexeme } of lexemes((row.text[locale] ?? '').slice(0, LONGEST), locale)) words.add(lexeme)
	for (const { name } of row.rules.parts ?? []) for (const { lexeme } of lexemes(name, 'en')) words.add(lexeme)
	const name = row.programme && fundingProgramme(row.programme)?.name
	if (name) for (const locale of locales) for (const { lexeme } of lexemes(name[locale] ?? '', locale)) words.add(lexeme)
	for (const code of row.territories)
		for (const { name, latin } of pathOf(code).slice(1))
			for (const key of fold([...Object.values(name), latin].join(' ')).split(' ')) words.add(`~${key}`)
	return { id: row.id, sortKey: sortKeyOf(row), facets, words }
}

/** What can be answered first, by its deadline, then what has none, then what has passed, the latest first; what is gone last. */
function sortKeyOf({ status, closesAt }: Opportunity): string {
	const seconds = closesAt ? Math.floor(closesAt.getTime() / 1000) : null
	const late = (value: number) => String(99_999_999_999 - value).padStart(11, '0')
	if (status === 'gone') return `d${late(seconds ?? 0)}`
	if (status === 'closed') return `c${late(seconds ?? 0)}`
	return seconds === null ? 'b' : `a${String(seconds).padStart(11, '0')}`
}
