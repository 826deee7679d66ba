import { findAccount } from '#modules/identity/accounts.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import type { Locale } from '#platform/i18n'
import { alertMail } from './alert-mails.server.ts'
import { listChanges, opportunitiesById, type Change } from './opportunities.server.ts'
import { alertFields, type Deadline } from './opportunity.ts'
import { opportunities, type Opportunity } from './opportunity-rows.server.ts'
import { foundAmong } from './search.server.ts'
import { watches, type Watch } from './watches.server.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** A reading is dated by its beginning and may take half an hour: what is younger may not be there yet, and is told next time. */
const SETTLED = 35 * MINUTE
/** The job runs once a day: half a day of slack lets it run a little earlier than yesterday. */
const every = { daily: DAY / 2, weekly: 6.5 * DAY }

/** What a letter tells of one opportunity; `changes` is empty for one that is new. */
export type News = { opportunity: Opportunity; changes: Change[] }

/**
 * Writes to everybody whose watch is due and has news: what is new and fits, and what changed in a deadline, the money, the
 * rules or the standing of what fits or is followed. Each thing once. Public by design: only the worker calls it. Returns
 * how many letters were written.
 */
export async function sendAlerts(ctx: Ctx): Promise<number> {
	const due = (await watches(ctx).where('stoppedAt', 'is', null).orderBy('id').execute()).filter((watch) => isDue(watch, ctx.now))
	const until = new Date(ctx.now.getTime() - SETTLED)
	// All of them ask about the same few days: each period is read once.
	const periods = new Map<number, Promise<Period>>()
	const periodSince = (since: Date) => {
		const known = periods.get(since.getTime()) ?? readPeriod(ctx, since, until)
		periods.set(since.getTime(), known)
		return known
	}
	let written = 0
	for (const { id } of due)
		written += await transact(ctx, async (ctx) => {
			const watch = await watches(ctx).where('id', '=', id).forUpdate().skipLocked().executeTakeFirst()
			// Stopped, deleted or told by another worker since the list was read.
			if (!watch || watch.stoppedAt || !isDue(watch, ctx.now)) return 0
			const since = watch.lookedAt ?? watch.createdAt
			if (since >= until) return 0
			const news = await newsOf(ctx, watch, await periodSince(since))
			await ctx.db.updateTable('watch').set({ lookedAt: until }).where('id', '=', id).execute()
			const account = news.length > 0 ? await findAccount(ctx, watch.accountId) : undefined
			if (!account) return 0
			await alertMail(ctx, { email: account.email, locale: account.locale as Locale }, watch, news)
			return 1
		})
	return written
}

const isDue = ({ rhythm, lookedAt, createdAt }: Watch, now: Date) =>
	now.getTime() - (lookedAt ?? createdAt).getTime() >= every[rhythm]

type Period = { fresh: string[]; changes: Map<string, Change[]> }

async function readPeriod(ctx: Ctx, since: Date, until: Date): Promise<Period> {
	const fresh = await ctx.db
		.selectFrom('opportunity')
		.select('id')
		.where('createdAt', '>', since)
		.where('createdAt', '<=', until)
		.where('joinedTo', 'is', null)
		.where('status', 'in', ['open', 'forthcoming'])
		.execute()
	const changes = (await listChanges(ctx, { since, until, fields: alertFields })).filter(isTold)
	return { fresh: fresh.map(({ id }) => id), changes: Map.groupBy(changes, ({ opportunityId }) => opportunityId) }
}

/** That a source names the hour, or no longer does, moves no deadline. */
function isTold({ field, before, after }: Change): boolean {
	const instants = (value: unknown) => (value as Deadline[] | null)?.map(({ at }) => at).join()
	return field !== 'deadlines' || instants(before) !== instants(after)
}

async function newsOf(ctx: Ctx, { filters }: Watch, { fresh, changes }: Period): Promise<News[]> {
	const isNew = new Set('opportunity' in filters ? [] : fresh)
	const candidates = 'opportunity' in filters ? [filters.opportunity] : [...new Set([...fresh, ...changes.keys()])]
	const ids = 'opportunity' in filters ? await standingFor(ctx, filters.opportunity) : await foundAmong(ctx, filters, candidates)
	const rows = await opportunitiesById(ctx, [...ids])
	return [...rows.values()]
		.map((opportunity) => ({ opportunity, changes: isNew.has(opportunity.id) ? [] : (changes.get(opportunity.id) ?? []) }))
		.filter(({ opportunity, changes }) => isNew.has(opportunity.id) || changes.length > 0)
		.sort((a, b) => (a.opportunity.closesAt?.getTime() ?? Infinity) - (b.opportunity.closesAt?.getTime() ?? Infinity))
}

/** The one that is followed, and what it was joined to since. */
async function standingFor(ctx: Ctx, id: string): Promise<Set<string>> {
	const row = await opportunities(ctx).where('id', '=', id).executeTakeFirst()
	return new Set(row ? [row.id, ...(row.joinedTo ? [row.joinedTo] : [])] : [])
}
