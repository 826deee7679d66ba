import { sql } from 'kysely'
import { findIds } from '#modules/search/ids.server'
import type { Ctx } from '#platform/ctx'
import { authorize } from '#platform/errors'
import { calls, officeCalls, openToOffice, type Call } from './call-rows.server.ts'
import type { CallFilters, PublicCallFilters } from './call-schema.ts'
import { asPublicCall, type PublicCall } from './calls.server.ts'
import { callPolicy } from './policy.ts'

const PAGE = 25

const likeOf = (words: string) => `%${words.replace(/[\\%_]/g, '\\$&')}%`

/** All calls for the office, the last changed first, 25 at a time, with how many drafts and filed applications each has. One query. */
export async function listCalls(ctx: Ctx, { q, kind, status, service }: CallFilters = {}, after: string | null = null) {
	authorize(callPolicy.view(ctx.actor))
	const rows = await ctx.db
		.selectFrom('call')
		.select(['call.id', 'reference', 'kind', 'service', 'title', 'status', 'opensAt', 'closesAt', 'updatedAt'])
		.select((eb) => [
			eb
				.selectFrom('application')
				.select(({ fn }) => fn.countAll<number>().as('count'))
				.whereRef('application.callId', '=', 'call.id')
				.where('application.status', '=', 'draft')
				.as('drafts'),
			eb
				.selectFrom('application')
				.select(({ fn }) => fn.countAll<number>().as('count'))
				.whereRef('application.callId', '=', 'call.id')
				.where('application.status', 'not in', ['draft', 'withdrawn'])
				.as('filed')
		])
		.where(openToOffice(ctx))
		.$if(q !== undefined, (query) =>
			query.where((eb) => eb.or([eb(sql<string>`call.title::text`, 'ilike', likeOf(q!)), eb('reference', 'ilike', likeOf(q!))]))
		)
		.$if(kind !== undefined, (query) => query.where('kind', '=', kind!))
		.$if(status !== undefined, (query) => query.where('call.status', '=', status!))
		.$if(service !== undefined, (query) =>
			query.where((eb) => eb.or([eb('service', '=', service!), eb('services', '@>', sql<string[]>`array[${service!}]`)]))
		)
		.$if(after !== null, (query) =>
			query.where(sql<boolean>`(call.updated_at, call.id) < (select updated_at, id from call where id = ${after})`)
		)
		.orderBy('call.updatedAt', 'desc')
		.orderBy('call.id', 'desc')
		.limit(PAGE + 1)
		.$castTo<
			Pick<Call, 'id' | 'reference' | 'kind' | 'service' | 'title' | 'status' | 'opensAt' | 'closesAt' | 'updatedAt'> & {
				drafts: number
				filed: number
			}
		>()
		.execute()
	const shown = rows.slice(0, PAGE)
	return { calls: shown, next: rows.length > PAGE ? shown.at(-1)!.id : null }
}

/** What may be copied into a new call: the fifty last changed. */
export async function callsToCopy(ctx: Ctx) {
	authorize(callPolicy.view(ctx.actor))
	return officeCalls(ctx).orderBy('updatedAt', 'desc').orderBy('id', 'desc').limit(50).execute()
}

/**
 * Published calls for everybody, those that close latest first, 25 at a time. `state` looks at the instants: a call is open
 * or closed by its dates. One query, two with words to look for.
 */
export async function listPublicCalls(
	ctx: Ctx,
	{ q, kind, theme, state }: PublicCallFilters = {},
	{ after = null, limit = PAGE }: { after?: string | null; limit?: number } = {}
): Promise<{ calls: PublicCall[]; next: string | null }> {
	const ids = q ? await findIds(ctx, q, ['call']) : null
	const rows = await calls(ctx)
		.where('publishedAt', 'is not', null)
		.where('status', 'not in', ['draft', 'cancelled'])
		.$if(kind !== undefined, (query) => query.where('kind', '=', kind!))
		.$if(theme !== undefined, (query) => query.where('themes', '@>', sql<string[]>`array[${theme!}]`))
		.$if(ids !== null, (query) => query.where('id', '=', sql<string>`any(${ids!}::uuid[])`))
		.$if(state === 'open', (query) =>
			query.where('status', '=', 'published').where('opensAt', '<=', ctx.now).where('closesAt', '>', ctx.now)
		)
		.$if(state === 'coming', (query) => query.where('opensAt', '>', ctx.now))
		.$if(state === 'closed', (query) => query.where('closesAt', '<=', ctx.now))
		.$if(after !== null, (query) =>
			query.where(
				sql<boolean>`(closes_at, id) < (select closes_at, id from call where id = ${after} and published_at is not null)`
			)
		)
		.orderBy('closesAt', 'desc')
		.orderBy('id', 'desc')
		.limit(limit + 1)
		.execute()
	const shown = rows.slice(0, limit)
	return { calls: shown.map((call) => asPublicCall(call, ctx.now)), next: rows.length > limit ? shown.at(-1)!.id : null }
}

/** The ids of the calls that have a public page, the latest first, for the site map; `limit` at most. One query. */
export async function publicCallIds(ctx: Ctx, limit = 10_000): Promise<{ id: string; announced: boolean }[]> {
	const rows = await ctx.db
		.selectFrom('call')
		.select(['id', 'status'])
		.where('publishedAt', 'is not', null)
		.where('status', 'not in', ['draft', 'cancelled'])
		.orderBy('id', 'desc')
		.limit(limit)
		.execute()
	return rows.map(({ id, status }) => ({ id, announced: status === 'announced' }))
}

/** What can be applied to at this moment, the first to close first; `limit` at most. */
export async function openCalls(ctx: Ctx, limit = 20): Promise<PublicCall[]> {
	const rows = await calls(ctx)
		.where('status', '=', 'published')
		.where('opensAt', '<=', ctx.now)
		.where('closesAt', '>', ctx.now)
		.orderBy('closesAt')
		.orderBy('id')
		.limit(limit)
		.execute()
	return rows.map((call) => asPublicCall(call, ctx.now))
}
