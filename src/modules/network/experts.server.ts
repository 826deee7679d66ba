import { sql } from 'kysely'
import { z } from 'zod'
import type { Ctx } from '#platform/ctx'
import { notFound } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import { territories, within } from '#programme/territories'
import { shownExperts } from './indexing.server.ts'
import { viewerOf } from './standings.server.ts'
import { levels, maySeeField, personFields, type Level, type PersonField } from './policy.ts'

const PAGE = 25

/** What the list of experts can be narrowed to, as it stands in the page's address. */
export const expertsQuery = z.object({
	theme: z.string().max(60, 'error.choice'),
	/** A territory and everything in it. */
	territory: z.string().max(20, 'error.choice'),
	language: z.string().max(10, 'error.choice')
})
export type ExpertFilters = Partial<z.output<typeof expertsQuery>>

/** In SQL what `maySeeField` asks: a filter must not find by a field that the reader may not see. */
const open = (field: PersonField, reader: Level) =>
	sql<boolean>`coalesce(person.visibility ->> ${field}, ${personFields[field]}) = any(${levels.slice(0, levels.indexOf(reader) + 1)}::text[])`

const columns = [
	'person.id',
	'person.name',
	'person.latin',
	'person.country',
	'person.territory',
	'person.function',
	'person.expertise',
	'person.themes',
	'person.languages',
	'person.visibility'
] as const

type Row = {
	id: string
	name: string
	latin: string | null
	country: string | null
	territory: string | null
	function: Localized
	expertise: Localized
	themes: string[]
	languages: string[]
	visibility: unknown
}

/** An expert as this reader may see one. There is no way to reach them in it. */
function shown({ visibility, ...row }: Row, reader: Level) {
	const may = (field: PersonField) => maySeeField(personFields, visibility, field, reader)
	return {
		id: row.id,
		name: row.name,
		latin: row.latin,
		country: may('territory') ? row.country : null,
		territory: may('territory') ? row.territory : null,
		function: may('function') ? row.function : {},
		expertise: may('expertise') ? row.expertise : {},
		themes: may('themes') ? row.themes : [],
		languages: may('languages') ? row.languages : []
	}
}
export type Expert = ReturnType<typeof shown>

/**
 * The experts who agreed to be shown, by name, 25 at a time; `next` is the cursor. Public; signed-in people of a listed
 * organisation see what experts keep for members. Nobody is found by what the reader may not see.
 */
export async function listExperts(
	ctx: Ctx,
	{ theme, territory, language }: ExpertFilters = {},
	after: string | null = null
): Promise<{ experts: Expert[]; next: string | null }> {
	const reader = await viewerOf(ctx)
	const inside = territory === undefined ? [] : territories.map(({ code }) => code).filter((code) => within(code, territory))
	const rows = await shownExperts(ctx)
		.select(columns)
		.$if(theme !== undefined, (query) =>
			query.where(sql<boolean>`person.themes @> array[${theme}]::text[]`).where(open('themes', reader))
		)
		.$if(language !== undefined, (query) =>
			query.where(sql<boolean>`person.languages @> array[${language}]::text[]`).where(open('languages', reader))
		)
		.$if(territory !== undefined, (query) =>
			query
				.where((eb) => eb.or([sql<boolean>`person.territory = any(${inside}::text[])`, eb('person.country', '=', territory!)]))
				.where(open('territory', reader))
		)
		.$if(after !== null, (query) =>
			query.where(sql<boolean>`(person.sort_key, person.id) > (select sort_key, id from person where id = ${after})`)
		)
		.orderBy('person.sortKey')
		.orderBy('person.id')
		.limit(PAGE + 1)
		.execute()
	return {
		experts: rows.slice(0, PAGE).map((row) => shown(row as Row, reader)),
		next: rows.length > PAGE ? rows[PAGE - 1]!.id : null
	}
}

/** One expert with the listed organisations they stand in, as this reader may see them; 404 for whoever is not shown. */
export async function getExpert(ctx: Ctx, personId: string) {
	const reader = await viewerOf(ctx)
	const row = await shownExperts(ctx)
		.select(columns)
		.select(['person.awayFrom', 'person.awayUntil'])
		.where('person.id', '=', personId)
		.executeTakeFirst()
	if (!row) return notFound()
	const may = (field: PersonField) => maySeeField(personFields, row.visibility, field, reader)
	const organisations = may('organisations')
		? await ctx.db
				.selectFrom('membership')
				.innerJoin('organisation', 'organisation.id', 'membership.organisationId')
				.select(['organisation.id', 'organisation.name', 'organisation.latin', 'organisation.country', 'membership.function'])
				.where('membership.personId', '=', personId)
				.where('membership.until', 'is', null)
				.where('organisation.status', '=', 'listed')
				.orderBy('organisation.sortKey')
				.execute()
		: []
	return {
		...shown(row as Row, reader),
		organisations,
		away: may('absence') && row.awayFrom && row.awayUntil ? { from: row.awayFrom, until: row.awayUntil } : null
	}
}

/** The experts of one organisation who agreed to be shown, and with it. Whether the organisation shows its people is asked before. */
export async function expertsOf(ctx: Ctx, organisationId: string) {
	const reader = await viewerOf(ctx)
	const rows = await shownExperts(ctx)
		.innerJoin('membership', 'membership.personId', 'person.id')
		.select(columns)
		.where('membership.organisationId', '=', organisationId)
		.where('membership.until', 'is', null)
		.where(open('organisations', reader))
		.orderBy('person.sortKey')
		.orderBy('person.id')
		.limit(50)
		.execute()
	return rows.map((row) => shown(row as Row, reader))
}
