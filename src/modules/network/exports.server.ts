import { sql } from 'kysely'
import { needsFresh } from '#modules/identity/policy'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { csvLine } from '#platform/csv'
import { authorize, RuleBroken } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import { filtered, type OrganisationFilters } from './lists.server.ts'
import { mayKeepNetwork, maySeeField, organisationFields, type OrganisationField } from './policy.ts'

const BATCH = 500

export type PublicOrganisation = {
	id: string
	reference: string
	kind: string
	country: string
	name: Localized
	latin: string | null
	acronyms: string[]
	otherNames: string[]
	place: string | null
	territory: string | null
	website: string | null
	population: number | null
	description: Localized
	expertise: Localized
	themes: string[]
	languages: string[]
	verified: boolean
	updatedAt: Date
}

/**
 * The listed organisations as everybody may read them, by id, `limit` at a time; `next` is what `after` must be then, null
 * at the end. What an organisation keeps from the public is null or empty.
 */
export async function listPublic(
	ctx: Ctx,
	{ after = null, limit = BATCH, country }: { after?: string | null; limit?: number; country?: string | undefined } = {}
): Promise<{ organisations: PublicOrganisation[]; next: string | null }> {
	const rows = await ctx.db
		.selectFrom('organisation')
		.select(['id', 'reference', 'kind', 'country', 'name', 'latin', 'acronyms', 'otherNames', 'place', 'territory', 'website'])
		.select(['population', 'description', 'expertise', 'themes', 'languages', 'verifiedAt', 'updatedAt', 'visibility'])
		.where('status', '=', 'listed')
		.$if(country !== undefined, (query) => query.where('country', '=', country!))
		.$if(after !== null, (query) => query.where('id', '>', after!))
		.orderBy('id')
		.limit(limit + 1)
		.execute()
	const organisations = rows.slice(0, limit).map(({ verifiedAt, visibility, ...row }) => {
		const open = (field: OrganisationField) => maySeeField(organisationFields, visibility, field, 'public')
		return {
			...row,
			website: open('website') ? row.website : null,
			population: open('population') ? row.population : null,
			description: open('description') ? row.description : {},
			expertise: open('expertise') ? row.expertise : {},
			languages: open('languages') ? row.languages : [],
			verified: verifiedAt !== null
		}
	})
	return { organisations, next: rows.length > limit ? organisations.at(-1)!.id : null }
}

const columns = [
	'reference',
	'name_fr',
	'name_bg',
	'name_en',
	'latin',
	'acronyms',
	'kind',
	'country',
	'territory',
	'place',
	'website',
	'themes',
	'languages',
	'verified'
]
const cellsOf = (
	row: Omit<PublicOrganisation, 'description' | 'expertise' | 'otherNames' | 'population' | 'updatedAt' | 'id'>
) => [
	row.reference,
	row.name.fr ?? '',
	row.name.bg ?? '',
	row.name.en ?? '',
	row.latin ?? '',
	row.acronyms.join('; '),
	row.kind,
	row.country,
	row.territory ?? '',
	row.place ?? '',
	row.website ?? '',
	row.themes.join('; '),
	row.languages.join('; '),
	row.verified ? 'yes' : 'no'
]

/** The directory as the lines of a CSV file: what everybody may read. */
export async function* publicLines(ctx: Ctx): AsyncGenerator<string> {
	yield csvLine(columns)
	for (let after: string | null = null; ;) {
		const { organisations, next } = await listPublic(ctx, { after })
		for (const row of organisations) yield csvLine(cellsOf(row))
		if (next === null) return
		after = next
	}
}

/**
 * The office's list as its filters leave it, with what it knows of how to reach an organisation: rows of cells, the heading
 * first. For staff who have just confirmed who they are (RuleBroken `error.identity.needs_fresh`). Leaves an audit entry.
 */
export async function exportOrganisations(
	ctx: Ctx,
	filters: OrganisationFilters = {}
): Promise<AsyncGenerator<(string | number)[]>> {
	authorize(mayKeepNetwork(ctx.actor))
	if (needsFresh(ctx.actor, ctx.now)) throw new RuleBroken('error.identity.needs_fresh')
	await audit(ctx, 'organisation.list-exported', 'organisation:all', filters)
	return officeRows(ctx, filters)
}

async function* officeRows(ctx: Ctx, filters: OrganisationFilters): AsyncGenerator<(string | number)[]> {
	yield [...columns, 'status', 'address', 'email', 'phone', 'size', 'population', 'identifiers']
	for (let after: string | null = null; ;) {
		const rows = await filtered(ctx, filters)
			.select(['id', 'reference', 'kind', 'country', 'name', 'latin', 'acronyms', 'place', 'territory', 'website', 'themes'])
			.select(['languages', 'verifiedAt', 'status', 'address', 'email', 'phone', 'size', 'population'])
			.select(
				sql<string>`(select string_agg(upper(scheme) || ' ' || value, '; ' order by scheme, value)
					from organisation_identifier i where i.organisation_id = organisation.id)`.as('identifiers')
			)
			.$if(after !== null, (query) => query.where('organisation.id', '>', after!))
			.orderBy('organisation.id')
			.limit(BATCH)
			.execute()
		for (const row of rows)
			yield [
				...cellsOf({ ...row, verified: row.verifiedAt !== null }),
				row.status,
				row.address ?? '',
				row.email ?? '',
				row.phone ?? '',
				row.size ?? '',
				row.population ?? '',
				row.identifiers ?? ''
			]
		if (rows.length < BATCH) return
		after = rows.at(-1)!.id
	}
}
