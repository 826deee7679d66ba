import { sql } from 'kysely'
import { z } from 'zod'
import type { Ctx } from '#platform/ctx'
import { authorize } from '#platform/errors'
import { programme } from '#programme/programme'
import { checkIdentifier } from './identifiers.ts'
import { kindsBegunBy, wordsOf } from './keys.ts'
import { mayKeepNetwork, mayReadNetwork } from './policy.ts'
import { identifierSchemes, kindKeys, seats } from './schema.ts'
import { organisationStatuses, type OrganisationStatus } from './workflow.ts'

const PAGE = 25
const MOST_MATCHES = 8

/** What the office's list of organisations can be narrowed to, as it stands in the page's address. */
export const organisationsQuery = z.object({
	/** Words of a name in any script, a reference, or an identifier. */
	q: z.string().max(200, 'error.too_long'),
	country: z.enum(seats as [string, ...string[]], 'error.office.filter'),
	kind: z.enum(kindKeys as [string, ...string[]], 'error.office.filter'),
	status: z.enum(organisationStatuses, 'error.office.filter'),
	verified: z.enum(['yes', 'no'], 'error.office.filter')
})
export type OrganisationFilters = Partial<z.output<typeof organisationsQuery>>

/** Every word of the question, the last as the beginning of one; null when there is none. The words are letters and digits only. */
function nameQuery(question: string): string | null {
	const words = wordsOf(question)
	const last = words.pop()
	if (last === undefined) return null
	const begun = [`'${last}':*`, ...kindsBegunBy(last).map((kind) => `'${kind}'`)]
	return [...words.map((word) => `'${word}'`), `(${begun.join(' | ')})`].join(' & ')
}

/** The registers' own writing of a number that any of them accepts. */
const identifiersIn = (question: string): string[] =>
	identifierSchemes.flatMap((scheme) => {
		const checked = checkIdentifier(scheme, question)
		return checked.ok ? [checked.value] : []
	})

/** What a question finds: organisations by words of a name, reference, or identifier. */
function asked(question: string) {
	const names = nameQuery(question)
	const identifiers = identifiersIn(question)
	const by = [
		...(names ? [sql<boolean>`key_words(organisation.keys) @@ ${names}::tsquery`] : []),
		...(/^\d{4}-org-\d+$/i.test(question.trim())
			? [sql<boolean>`organisation.reference = ${question.trim().toUpperCase()}`]
			: []),
		...(identifiers.length
			? [
					sql<boolean>`organisation.id in (select organisation_id from organisation_identifier where value = any(${identifiers}::text[]))`
				]
			: [])
	]
	return by.length ? sql<boolean>`(${sql.join(by, sql` or `)})` : sql<boolean>`false`
}

/** The rows a list's filters leave, for the list and its export; asks no permission. */
export const filtered = (ctx: Ctx, { q, country, kind, status, verified }: OrganisationFilters) =>
	ctx.db
		.selectFrom('organisation')
		.$if(q !== undefined, (query) => query.where(asked(q!)))
		.$if(country !== undefined, (query) => query.where('country', '=', country!))
		.$if(kind !== undefined, (query) => query.where('kind', '=', kind!))
		// What was merged is found only by asking for it: its name is that of the one it became.
		.$if(status === undefined, (query) => query.where('status', '<>', 'merged'))
		.$if(status !== undefined, (query) => query.where('status', '=', status!))
		.$if(verified === 'yes', (query) => query.where('verifiedAt', 'is not', null))
		.$if(verified === 'no', (query) => query.where('verifiedAt', 'is', null))

/** The organisations by name, 25 at a time, with how many the filters leave. `next` is the cursor. For the office. Two queries. */
export async function listOrganisations(ctx: Ctx, filters: OrganisationFilters = {}, after: string | null = null) {
	authorize(mayReadNetwork(ctx.actor))
	const rows = await filtered(ctx, filters)
		.select(['id', 'reference', 'name', 'latin', 'country', 'kind', 'territory', 'place', 'status', 'verifiedAt', 'updatedAt'])
		.$if(after !== null, (query) =>
			query.where(sql<boolean>`(sort_key, id) > (select sort_key, id from organisation where id = ${after})`)
		)
		.orderBy('sortKey')
		.orderBy('id')
		.limit(PAGE + 1)
		.execute()
	const { total } = await filtered(ctx, filters)
		.select((eb) => eb.fn.countAll<number>().as('total'))
		.executeTakeFirstOrThrow()
	const shown = rows.slice(0, PAGE).map((row) => ({ ...row, status: row.status as OrganisationStatus }))
	return {
		organisations: shown,
		total,
		next: rows.length > PAGE ? shown.at(-1)!.id : null,
		can: { add: mayKeepNetwork(ctx.actor) }
	}
}

/**
 * The listed organisations that a name in any script, a reference or an identifier may mean, the likeliest first, at most
 * eight: shown before anybody makes a new one. Nothing for an empty question.
 */
export async function findOrganisations(ctx: Ctx, question: string) {
	authorize(ctx.actor !== null)
	const words = wordsOf(question)
	if (question.trim() === '') return []
	return ctx.db
		.selectFrom('organisation')
		.select(['id', 'reference', 'name', 'latin', 'country', 'kind', 'territory', 'place', 'verifiedAt'])
		.where('status', '=', 'listed')
		.where(asked(question))
		.orderBy(sql`keys && ${[words.join(' ')]}::text[]`, 'desc')
		.orderBy(sql`verified_at is null`)
		.orderBy('sortKey')
		.orderBy('id')
		.limit(MOST_MATCHES)
		.execute()
}

/** What the office's list of people can be narrowed to. */
export const entriesQuery = z.object({
	q: z.string().max(200, 'error.too_long'),
	country: z.enum(programme.countries.map(({ code }) => code) as [string, ...string[]], 'error.office.filter'),
	expert: z.enum(['yes', 'no'], 'error.office.filter'),
	status: z.enum(['listed', 'hidden'], 'error.office.filter')
})
export type EntryFilters = Partial<z.output<typeof entriesQuery>>

/** The people of the network by name, 25 at a time. `next` is the cursor. For the office. One query. */
export async function listEntries(ctx: Ctx, { q, country, expert, status }: EntryFilters = {}, after: string | null = null) {
	authorize(mayReadNetwork(ctx.actor))
	const names = q === undefined ? null : nameQuery(q)
	const rows = await ctx.db
		.selectFrom('person')
		.select(['id', 'name', 'latin', 'country', 'territory', 'isExpert', 'accountId', 'consentedOn', 'status'])
		.select(
			sql<{ id: string; name: Record<string, string> }[]>`(
			select coalesce(json_agg(json_build_object('id', o.id, 'name', o.name) order by o.sort_key), '[]')
			from membership m join organisation o on o.id = m.organisation_id
			where m.person_id = person.id and m.until is null)`.as('organisations')
		)
		.where('status', '<>', 'merged')
		.$if(q !== undefined, (query) =>
			query.where(names ? sql<boolean>`key_words(keys) @@ ${names}::tsquery` : sql<boolean>`false`)
		)
		.$if(country !== undefined, (query) => query.where('country', '=', country!))
		.$if(expert !== undefined, (query) => query.where('isExpert', '=', expert === 'yes'))
		.$if(status !== undefined, (query) => query.where('status', '=', status!))
		.$if(after !== null, (query) =>
			query.where(sql<boolean>`(sort_key, id) > (select sort_key, id from person where id = ${after})`)
		)
		.orderBy('sortKey')
		.orderBy('id')
		.limit(PAGE + 1)
		.execute()
	const shown = rows.slice(0, PAGE).map(({ accountId, ...row }) => ({ ...row, signsIn: accountId !== null }))
	return { people: shown, next: rows.length > PAGE ? shown.at(-1)!.id : null, can: { add: mayKeepNetwork(ctx.actor) } }
}

/** How many claims and proposed organisations wait, and since when: for the cockpit. One query. */
export async function waitingInNetwork(ctx: Ctx) {
	authorize(mayReadNetwork(ctx.actor))
	const { rows } = await sql<{
		claims: number
		claimsSince: Date | null
		proposed: number
		proposedSince: Date | null
		duplicates: number
		duplicatesSince: Date | null
		listed: number
	}>`
		select claims.count as claims, claims.since as "claimsSince", proposed.count as proposed, proposed.since as "proposedSince",
			alike.count as duplicates, alike.since as "duplicatesSince",
			(select count(*)::int from organisation where status = 'listed') as listed
		from (
			select count(*)::int as count, min(asked_at) as since from claim
			join organisation on organisation.id = claim.organisation_id
			where claim.status = 'open' and organisation.status = 'listed'
		) claims, (select count(*)::int as count, min(created_at) as since from organisation where status = 'proposed') proposed,
			(select count(*)::int as count, min(found_at) as since from duplicate where status = 'open') alike`.execute(ctx.db)
	return rows[0]!
}
