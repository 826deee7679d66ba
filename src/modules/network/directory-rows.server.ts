import { fold } from '#engines/text/fold'
import { lexemes } from '#engines/text/tokens'
import { addName, writeShelf, type Entry, type Shelf } from '#modules/search/shelf-rows.server'
import type { Ctx } from '#platform/ctx'
import { locales, type Localized } from '#platform/i18n'
import { pathOf } from '#programme/territories'
import { facetOf } from './directory.ts'
import { maySeeField, organisationFields } from './policy.ts'

type Row = {
	id: string
	kind: string
	country: string
	name: Localized
	latin: string | null
	acronyms: string[]
	otherNames: string[]
	place: string | null
	territory: string | null
	description: Localized
	expertise: Localized
	themes: string[]
	languages: string[]
	visibility: unknown
	sortKey: string
}

export const directory: Shelf = { name: 'directory', id: 'organisation_id' }

/**
 * Brings the directory up to date with these organisations, inside the caller's transaction: the listed ones are in it as
 * everybody may read them, all others are not. To be called last: until the end of the transaction, others who write an
 * organisation of the same thousand wait.
 */
export const writeDirectory = (ctx: Ctx, organisationIds: readonly string[]): Promise<void> =>
	writeShelf(ctx, directory, organisationIds, entriesOf)

async function entriesOf(ctx: Ctx, ids: string[]): Promise<Entry[]> {
	const rows = await ctx.db
		.selectFrom('organisation')
		.select([
			'id',
			'kind',
			'country',
			'name',
			'latin',
			'acronyms',
			'otherNames',
			'place',
			'territory',
			'description',
			'expertise',
			'themes',
			'languages',
			'visibility',
			'sortKey'
		])
		.where('id', 'in', ids)
		.where('status', '=', 'listed')
		.execute()
	return rows.map((row) => entryOf(row as Row))
}

/** What the directory knows of a listed organisation: only what everybody may read. */
function entryOf(row: Row): Entry {
	const open = (field: keyof typeof organisationFields) => maySeeField(organisationFields, row.visibility, field, 'public')
	const facets = [
		facetOf.country(row.country),
		facetOf.kind(row.kind),
		...row.themes.map(facetOf.theme),
		...pathOf(row.territory ?? '').map(({ code }) => facetOf.territory(code)),
		...(open('languages') ? row.languages.map(facetOf.language) : [])
	]
	const words = new Set<string>()
	for (const { lexeme } of locales.flatMap((locale) => lexemes(row.name[locale] ?? '', locale))) addName(words, lexeme)
	const others = [row.latin, ...row.acronyms, ...row.otherNames, row.place].filter(Boolean).join(' . ')
	for (const { lexeme } of lexemes(others, 'fr')) addName(words, lexeme)
	for (const field of ['description', 'expertise'] as const)
		if (open(field))
			for (const locale of locales)
				for (const { lexeme } of lexemes((row[field][locale] ?? '').slice(0, LONGEST), locale)) words.add(lexeme)
	// Not the country: a word that finds half of everything finds nothing.
	for (const { name, latin } of pathOf(row.territory ?? '').slice(1))
		for (const key of fold([...Object.values(name), latin].join(' ')).split(' ')) words.add(`~${key}`)
	return { id: row.id, sortKey: row.sortKey, facets, words }
}

const LONGEST = 10_000
