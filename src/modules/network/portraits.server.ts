import { sql } from 'kysely'
import type { Ctx } from '#platform/ctx'
import type { Localized } from '#platform/i18n'
import { shownExperts } from './indexing.server.ts'
import { maySeeField, organisationFields, personFields, type OrganisationField } from './policy.ts'

/** What everybody may know of a listed organisation, for setting one beside another. */
export type Portrait = {
	id: string
	name: Localized
	latin: string | null
	kind: string
	country: string
	territory: string | null
	description: Localized
	expertise: Localized
	themes: string[]
	/** Those its listed experts are known for, and its own. */
	expertThemes: string[]
	languages: string[]
	size: string | null
	population: number | null
}

/**
 * Portraits of listed organisations in the order of their ids: those asked for by `ids`, else the next `limit` after
 * `after`. Public: holds nothing that is not for everybody.
 */
export async function listPortraits(
	ctx: Ctx,
	{ after = null, limit = 1000, ids }: { after?: string | null; limit?: number; ids?: readonly string[] }
): Promise<Portrait[]> {
	const rows = await ctx.db
		.selectFrom('organisation')
		.select(['id', 'name', 'latin', 'kind', 'country', 'territory', 'description', 'expertise', 'themes', 'languages', 'size'])
		.select(['population', 'visibility'])
		.where('status', '=', 'listed')
		.$if(ids !== undefined, (query) => query.where('id', '=', sql<string>`any(${[...ids!]}::uuid[])`))
		.$if(after !== null, (query) => query.where('id', '>', after!))
		.orderBy('id')
		.limit(limit)
		.execute()
	const experts = rows.length ? await expertThemes(ctx, [rows[0]!.id, rows.at(-1)!.id]) : new Map<string, Set<string>>()
	return rows.map(({ visibility, ...row }) => {
		const open = (field: OrganisationField) => maySeeField(organisationFields, visibility, field, 'public')
		return {
			...row,
			name: row.name as Localized,
			description: open('description') ? (row.description as Localized) : {},
			expertise: open('expertise') ? (row.expertise as Localized) : {},
			languages: open('languages') ? row.languages : [],
			size: open('size') ? row.size : null,
			population: open('population') ? row.population : null,
			expertThemes: open('people') ? [...(experts.get(row.id) ?? [])].sort() : []
		}
	})
}

/** By organisation between two ids, the themes of those of its experts who let everybody see both. */
async function expertThemes(ctx: Ctx, [first, last]: [string, string]) {
	// Those who agree to be in the directory now: what somebody has withdrawn steers nothing.
	const rows = await shownExperts(ctx)
		.innerJoin('membership', 'membership.personId', 'person.id')
		.select(['membership.organisationId', 'person.themes', 'person.visibility'])
		.where('membership.organisationId', '>=', first)
		.where('membership.organisationId', '<=', last)
		.where('membership.until', 'is', null)
		.execute()
	const themes = new Map<string, Set<string>>()
	for (const { organisationId, visibility, ...person } of rows) {
		const open = (['themes', 'organisations'] as const).every((field) => maySeeField(personFields, visibility, field, 'public'))
		if (!open) continue
		const known = themes.get(organisationId) ?? new Set()
		for (const theme of person.themes) known.add(theme)
		themes.set(organisationId, known)
	}
	return themes
}

/** What changes when a portrait may have changed: the number of entries and how often they were written. Public. */
export async function portraitsVersion(ctx: Ctx): Promise<{ organisations: number; version: string }> {
	const { rows } = await sql<{ organisations: number; version: string }>`
		select o.n as organisations, concat_ws('/', o.n, o.v, o.at, p.n, p.v, m.n, m.ended, c.n, c.withdrawn) as version
		from (select count(*)::int as n, sum(version) as v, max(updated_at) as at from organisation where status = 'listed') o,
			(select count(*) as n, sum(version) as v from person where is_expert and status = 'listed') p,
			(select count(*) as n, count(until) as ended from membership) m,
			(select count(*) as n, count(withdrawn_at) as withdrawn from consent where kind = 'directory') c`.execute(ctx.db)
	return rows[0]!
}

/**
 * Of these organisations, those where everybody who answers for them is away today, with the last day of the first who is
 * back. For those who could ask them for an introduction, not for everybody: asks no permission. One query.
 */
export async function awayUntil(ctx: Ctx, organisationIds: readonly string[]): Promise<Map<string, string>> {
	if (organisationIds.length === 0) return new Map()
	const today = ctx.now.toISOString().slice(0, 10)
	const { rows } = await sql<{ organisationId: string; until: string }>`
		select m.organisation_id, min(p.away_until)::text as until
		from membership m join person p on p.id = m.person_id
		where m.organisation_id = any(${[...organisationIds]}::uuid[]) and m.role = 'lead' and m.until is null
			and p.status <> 'merged' and p.account_id is not null
		group by m.organisation_id
		having bool_and(coalesce(p.away_until >= ${today}::date and (p.away_from is null or p.away_from <= ${today}::date), false))`.execute(
		ctx.db
	)
	return new Map(rows.map(({ organisationId, until }) => [organisationId, until]))
}
