import { sql } from 'kysely'
import { ownOrganisations } from '#modules/network/organisations.server'
import type { Ctx } from '#platform/ctx'
import { authorize } from '#platform/errors'
import type { IntroductionFilters } from './introduction-schema.ts'
import type { IntroductionStatus, Side } from './introduction-workflow.ts'
import { partiesOf, type IntroductionRow } from './parties.server.ts'
import { mayReadExchange } from './policy.ts'

const PAGE = 25

/** What was kept from the asked side because it had blocked the asker (`isHeld`, as a where clause). */
const held = sql<boolean>`(not by_officer and status in ('asked', 'lapsed', 'withdrawn') and exists (
	select from exchange_block where organisation_id = to_organisation and blocked_id = from_organisation))`

/**
 * The introductions of the actor's organisations: `received`, `sent` or all; first those whose answer is awaited from this
 * side, then the newest. 25 at a time; `next` is the cursor of the following page. Four queries for any number of rows.
 */
export async function listIntroductions(ctx: Ctx, { box }: { box?: 'received' | 'sent' } = {}, after: string | null = null) {
	authorize(ctx.actor !== null)
	const own = (await ownOrganisations(ctx)).map(({ id }) => id)
	if (!own.length) return { introductions: [], next: null }
	const mine = sql<string[]>`${own}::uuid[]`
	const awaited = sql<boolean>`(status = 'asked' and ((to_organisation = any(${mine}) and to_agreed_at is null)
		or (from_organisation = any(${mine}) and from_agreed_at is null)))`
	const rows = await ctx.db
		.selectFrom('introduction')
		.selectAll()
		.select(awaited.as('awaited'))
		.where(
			box === 'sent'
				? sql<boolean>`from_organisation = any(${mine})`
				: box === 'received'
					? sql<boolean>`to_organisation = any(${mine})`
					: sql<boolean>`(from_organisation = any(${mine}) or to_organisation = any(${mine}))`
		)
		.where(sql<boolean>`(from_organisation = any(${mine}) or not ${held})`)
		.$if(after !== null, (query) =>
			query.where(
				sql<boolean>`(${awaited}, asked_at, id) < (select ${awaited}, asked_at, id from introduction where id = ${after})`
			)
		)
		.orderBy(awaited, 'desc')
		.orderBy('askedAt', 'desc')
		.orderBy('id', 'desc')
		.limit(PAGE + 1)
		.execute()
	const sideOf = (row: { id: string }): Side => {
		const found = rows.find(({ id }) => id === row.id)!
		const to = own.includes(found.toOrganisation)
		return to && !(own.includes(found.fromOrganisation) && found.toAgreedAt !== null) ? 'to' : 'from'
	}
	const shown = rows.slice(0, PAGE)
	const parties = await partiesOf(ctx, shown, sideOf)
	return {
		introductions: shown.map((row) => ({ ...briefly(row), awaited: row.awaited, mine: sideOf(row), ...parties.get(row.id)! })),
		next: rows.length > PAGE ? shown.at(-1)!.id : null
	}
}

/** How many introductions wait for an answer of the actor's organisations: for the workspace's front page. */
export async function waitingForMe(ctx: Ctx): Promise<number> {
	authorize(ctx.actor !== null)
	const own = (await ownOrganisations(ctx)).filter(({ role }) => role === 'lead').map(({ id }) => id)
	if (!own.length) return 0
	const mine = sql<string[]>`${own}::uuid[]`
	const { count } = await ctx.db
		.selectFrom('introduction')
		.select((eb) => eb.fn.countAll<number>().as('count'))
		.where('status', '=', 'asked')
		.where('lapsesAt', '>', ctx.now)
		.where(
			sql<boolean>`((to_organisation = any(${mine}) and to_agreed_at is null) or (from_organisation = any(${mine}) and from_agreed_at is null))`
		)
		.where(sql<boolean>`(from_organisation = any(${mine}) or not ${held})`)
		.executeTakeFirstOrThrow()
	return count
}

/** All introductions for the office, the newest first, 25 at a time; `next` is the cursor of the following page. */
export async function listAllIntroductions(ctx: Ctx, { status, waiting }: IntroductionFilters = {}, after: string | null = null) {
	authorize(mayReadExchange(ctx.actor))
	const rows = await ctx.db
		.selectFrom('introduction')
		.selectAll()
		.$if(status !== undefined, (query) => query.where('status', '=', status!))
		.$if(waiting !== undefined, (query) =>
			query.where('status', '=', 'asked').where('askedAt', '<=', new Date(ctx.now.getTime() - Number(waiting) * 86_400_000))
		)
		.$if(after !== null, (query) =>
			query.where(sql<boolean>`(asked_at, id) < (select asked_at, id from introduction where id = ${after})`)
		)
		.orderBy('askedAt', 'desc')
		.orderBy('id', 'desc')
		.limit(PAGE + 1)
		.execute()
	const shown = rows.slice(0, PAGE)
	const parties = await partiesOf(ctx, shown, () => null)
	return {
		introductions: shown.map((row) => ({ ...briefly(row), ...parties.get(row.id)! })),
		next: rows.length > PAGE ? shown.at(-1)!.id : null
	}
}

/** How many were asked in the last twelve months and what became of them; days to an answer, the middle one. */
export async function introductionFigures(ctx: Ctx) {
	authorize(mayReadExchange(ctx.actor))
	const since = new Date(ctx.now)
	since.setUTCFullYear(since.getUTCFullYear() - 1)
	const { rows } = await sql<{
		asked: number
		accepted: number
		declined: number
		lapsed: number
		waiting: number
		days: number | null
	}>`select count(*)::int as asked,
			count(*) filter (where status in ('accepted', 'closed'))::int as accepted,
			count(*) filter (where status = 'declined')::int as declined,
			count(*) filter (where status = 'lapsed')::int as lapsed,
			count(*) filter (where status = 'asked')::int as waiting,
			percentile_cont(0.5) within group (order by extract(epoch from (
				case when status in ('accepted', 'closed') then greatest(from_agreed_at, to_agreed_at)
					when status = 'declined' then ended_at end) - asked_at) / 86400) as days
		from introduction where asked_at > ${since}`.execute(ctx.db)
	return rows[0]!
}

/** How many wait for more than 21 days, and since when the oldest: for the office's front page. */
export async function countUnanswered(ctx: Ctx): Promise<{ count: number; oldest: Date | null }> {
	authorize(mayReadExchange(ctx.actor))
	return ctx.db
		.selectFrom('introduction')
		.select([sql<number>`count(*)::int`.as('count'), sql<Date | null>`min(asked_at)`.as('oldest')])
		.where('status', '=', 'asked')
		.where('askedAt', '<=', new Date(ctx.now.getTime() - 21 * 86_400_000))
		.executeTakeFirstOrThrow()
}

const briefly = (row: IntroductionRow) => ({
	id: row.id,
	reference: row.reference,
	status: row.status as IntroductionStatus,
	byOfficer: row.byOfficer,
	askedAt: row.askedAt,
	lapsesAt: row.lapsesAt,
	reminders: row.reminders
})
