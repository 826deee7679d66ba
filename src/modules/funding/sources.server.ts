import { sql, type Selectable } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import { enqueue } from '#platform/jobs.server'
import type { FundingFetchTable, FundingSourceTable } from '#platform/tables'
import { fundingSource, fundingSources } from '#programme/funding-sources'
import type { Intake } from './intake.server.ts'
import type { Unreadable } from './opportunity.ts'
import { mayKeepFunding, mayReadFunding } from './policy.ts'

export type Source = Omit<Selectable<FundingSourceTable>, 'name' | 'settings'> & { name: Localized }
export type Fetch = Omit<Selectable<FundingFetchTable>, 'errors' | 'status'> & {
	status: 'good' | 'unchanged' | 'failed'
	errors: Unreadable[]
}
/** `late` when it has not answered for three times its usual rhythm. */
export type Health = 'good' | 'late' | 'failing' | 'never' | 'off' | 'by-hand'

const refOf = (key: string) => `funding-source:${key}`
const HOUR = 3_600_000

/** The sources the programme names, as rows: those that are there keep what was learnt of them. Called before anything is written. */
export async function ensureSources(ctx: Ctx): Promise<void> {
	await ctx.db
		.insertInto('fundingSource')
		.values(
			fundingSources.map(({ key, connector, name, url, enabled }) => ({
				key,
				kind: connector,
				name: JSON.stringify(name),
				url: url ?? null,
				enabled: enabled ?? true
			}))
		)
		.onConflict((conflict) => conflict.column('key').doNothing())
		.execute()
}

export const sources = (ctx: Ctx) => ctx.db.selectFrom('fundingSource').selectAll().$castTo<Source>()

export function healthOf(source: Pick<Source, 'key' | 'url' | 'enabled' | 'failures' | 'lastGoodAt'>, now: Date): Health {
	if (!source.url) return source.lastGoodAt ? 'good' : 'by-hand'
	if (!source.enabled) return 'off'
	if (source.failures > 0) return 'failing'
	if (!source.lastGoodAt) return 'never'
	const every = (fundingSource(source.key)?.every ?? 24) * HOUR
	return now.getTime() - source.lastGoodAt.getTime() > 3 * every ? 'late' : 'good'
}

/** What the portal says of its sources: their names, how fresh they are, how they are. Those fed by hand only once they were. Public. */
export async function listFreshness(ctx: Ctx) {
	const rows = await sources(ctx)
		.orderBy('lastGoodAt', sql`desc nulls last`)
		.orderBy('key')
		.execute()
	return rows
		.filter(({ enabled, lastGoodAt }) => enabled && lastGoodAt)
		.map((source) => ({
			key: source.key,
			name: source.name,
			url: source.url ? new URL(source.url).origin : null,
			checkedAt: source.lastGoodAt!,
			health: healthOf(source, ctx.now)
		}))
}

/** The sources with their health, how many opportunities each holds and its last ten readings. */
export async function listSources(ctx: Ctx) {
	authorize(mayReadFunding(ctx.actor))
	const rows = await sources(ctx).orderBy('key').execute()
	const known = new Map(rows.map((row) => [row.key, row]))
	const { rows: counts } = await sql<{ source: string; live: number; gone: number; faulty: number }>`
		select source, count(*) filter (where gone_at is null)::int as live, count(*) filter (where gone_at is not null)::int as gone,
			count(*) filter (where unreadable <> '[]')::int as faulty
		from opportunity group by source`.execute(ctx.db)
	const { rows: fetches } = await sql<Fetch>`
		select f.id, f.source, f.at, f.status, f.read, f.added, f.changed, f.gone, f.errors from funding_source s
		cross join lateral (select * from funding_fetch f where f.source = s.key order by f.at desc, f.id desc limit 10) f`.execute(
		ctx.db
	)
	return fundingSources.map((setting) => {
		const source: Source = known.get(setting.key) ?? {
			key: setting.key,
			kind: setting.connector,
			name: setting.name,
			url: setting.url ?? null,
			enabled: setting.enabled ?? true,
			etag: null,
			lastModified: null,
			lastTryAt: null,
			lastGoodAt: null,
			failures: 0,
			lastError: null,
			nextAt: null
		}
		const { live = 0, gone = 0, faulty = 0 } = counts.find(({ source }) => source === setting.key) ?? {}
		return {
			...source,
			name: setting.name as Localized,
			health: healthOf(source, ctx.now),
			live,
			gone,
			faulty,
			fetches: fetches.filter(({ source }) => source === setting.key),
			can: {
				run: mayKeepFunding(ctx.actor) && source.url !== null && source.enabled,
				turn: mayKeepFunding(ctx.actor) && source.url !== null
			}
		}
	})
}

/** Has a source asked as soon as the worker gets to it. Throws RuleBroken for one that is fed by hand, or is turned off. */
export async function askSource(ctx: Ctx, key: string): Promise<void> {
	authorize(mayKeepFunding(ctx.actor))
	await transact(ctx, async (ctx) => {
		await ensureSources(ctx)
		const source = (await sources(ctx).where('key', '=', key).forUpdate().executeTakeFirst()) ?? notFound()
		if (!source.url) throw new RuleBroken('error.funding.no_address')
		if (!source.enabled) throw new RuleBroken('error.funding.off')
		await ctx.db.updateTable('fundingSource').set({ nextAt: null }).where('key', '=', key).execute()
		await audit(ctx, 'funding-source.asked', refOf(key))
		await enqueue(ctx, 'funding.fetch', { source: key })
	})
}

/** Turns a source on or off; what it announced stays. */
export async function turnSource(ctx: Ctx, key: string, { on }: { on: boolean }): Promise<void> {
	authorize(mayKeepFunding(ctx.actor))
	await transact(ctx, async (ctx) => {
		await ensureSources(ctx)
		const source = (await sources(ctx).where('key', '=', key).forUpdate().executeTakeFirst()) ?? notFound()
		if (source.enabled === on) return
		await ctx.db.updateTable('fundingSource').set({ enabled: on, failures: 0, nextAt: null }).where('key', '=', key).execute()
		await audit(ctx, on ? 'funding-source.turned-on' : 'funding-source.turned-off', refOf(key))
	})
}

const MOST_ERRORS = 200

/** Keeps how a reading went. A failure puts off the next try: an hour, then twice as long, at most
 * a day, and as long as the source itself asks for. */
export async function noteFetch(
	ctx: Ctx,
	key: string,
	outcome:
		| {
				status: 'good'
				read: number
				intake: Intake
				unreadable: readonly Unreadable[]
				etag?: string | null
				lastModified?: string | null
		  }
		| { status: 'unchanged' }
		| { status: 'failed'; error: string; notBefore?: Date | null }
): Promise<void> {
	const every = (fundingSource(key)?.every ?? 24) * HOUR
	const failed = outcome.status === 'failed'
	await ctx.db
		.updateTable('fundingSource')
		.set((eb) => ({
			lastTryAt: ctx.now,
			...(failed
				? {
						failures: eb('failures', '+', 1),
						lastError: outcome.error.slice(0, 500),
						nextAt: sql<Date>`greatest(${outcome.notBefore ?? null}::timestamptz,
						${ctx.now}::timestamptz + least(24, power(2, least(failures, 5))) * interval '1 hour')`
					}
				: { failures: 0, lastError: null, lastGoodAt: ctx.now, nextAt: new Date(ctx.now.getTime() + every) }),
			...(outcome.status === 'good' && { etag: outcome.etag ?? null, lastModified: outcome.lastModified ?? null })
		}))
		.where('key', '=', key)
		.execute()
	const good = outcome.status === 'good' ? outcome : null
	await ctx.db
		.insertInto('fundingFetch')
		.values({
			id: uuidv7(),
			source: key,
			at: ctx.now,
			status: outcome.status,
			read: good?.read ?? 0,
			added: good ? good.intake.added + good.intake.returned : 0,
			changed: good?.intake.changed ?? 0,
			gone: good?.intake.gone ?? 0,
			errors: JSON.stringify(good ? good.unreadable.slice(0, MOST_ERRORS) : [])
		})
		.execute()
}
