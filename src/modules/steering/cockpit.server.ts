import { sql } from 'kysely'
import { hasRole, isAdministrator, isAuditor } from '#modules/identity/policy'
import { holidays, localDate } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { authorize } from '#platform/errors'
import type { Localized, MessageKey, MessageParams } from '#platform/i18n'
import { jobNames } from '#platform/jobs.server'
import { maySeeMachinery } from '#platform/rights'
import { holidayCalendars, holidayNames } from '#programme/holidays'
import { programme } from '#programme/programme'
import { mayOpenOffice, maySeePeople } from './policy.ts'
import { closedOn } from './settings.server.ts'

/** Something a person has to do, or to know. `href` comes after the language; `at` is when it happened or runs out. */
export type Waiting = { kind: string; title: MessageKey; params: MessageParams; href: string; at: Date | null }
/** Something that closes: a call, a registration, a report's due date. `title` is its name. */
export type Closing = { kind: string; title: Localized; href: string; at: Date }
export type Figure = { label: MessageKey; value: number; href: string | null }
export type CockpitPart = { waiting?: Waiting[]; closing?: Closing[]; figures?: Figure[] }

/**
 * One small read per module, each asking its own rights: a module with something to show adds one here. At most one
 * query each, so that opening the office costs the same with one row and with a million.
 */
const parts: ((ctx: Ctx) => Promise<CockpitPart>)[] = [ownAccount, people, machinery]

const DAY = 86_400_000
const INVITATION_RUNS_OUT = 3 * DAY
const RECENT = 14 * DAY

/** What waits for the actor, what closes soon, a few figures, and today's date with its holidays. */
export async function getCockpit(ctx: Ctx) {
	authorize(mayOpenOffice(ctx.actor))
	const found: CockpitPart[] = []
	// One after the other: together they would take several connections for one page.
	for (const part of parts) found.push(await part(ctx))
	const soonest = (a: { at: Date | null }, b: { at: Date | null }) => (a.at?.getTime() ?? 0) - (b.at?.getTime() ?? 0)
	return {
		today: await today(ctx),
		waiting: found.flatMap(({ waiting }) => waiting ?? []).sort(soonest),
		closing: found.flatMap(({ closing }) => closing ?? []).sort(soonest),
		figures: found.flatMap(({ figures }) => figures ?? [])
	}
}

/** `off` are the countries where nobody works today for a holiday or a closed day; `next` is the coming public holiday. */
async function today(ctx: Ctx) {
	const day = localDate(ctx.now, programme.timeZone)
	const closed = await closedOn(ctx, day)
	const coming = programme.countries
		.flatMap((country) => {
			const calendar = holidayCalendars[country.code]
			const year = Number(day.slice(0, 4))
			return (calendar ? [...holidays(calendar, year), ...holidays(calendar, year + 1)] : [])
				.filter(({ date }) => date >= day)
				.map(({ date, key }) => ({ day: date, country: country.name, name: (holidayNames[key] ?? {}) as Localized }))
		})
		.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
	const nameOf = (code: string) => programme.countries.find((country) => country.code === code)?.name
	return {
		day,
		off: [
			...coming.filter((holiday) => holiday.day === day).map(({ country, name }) => ({ country: country as Localized, name })),
			...closed.map(({ country, name }) => ({ country: (nameOf(country) ?? { en: country }) as Localized, name }))
		],
		next: coming.find((holiday) => holiday.day > day) ?? null
	}
}

async function ownAccount(ctx: Ctx): Promise<CockpitPart> {
	const { actor } = ctx
	if (!actor) return {}
	const row = await ctx.db
		.selectFrom('account')
		.select('secondFactorEnabled')
		.where('id', '=', actor.accountId)
		.executeTakeFirst()
	if (!row || row.secondFactorEnabled) return {}
	return {
		waiting: [
			{ kind: 'second-factor', title: 'office.waiting.second_factor', params: {}, href: '/account/second-factor', at: null }
		]
	}
}

async function people(ctx: Ctx): Promise<CockpitPart> {
	const { actor } = ctx
	if (!maySeePeople(actor)) return {}
	const everywhere = isAdministrator(actor) || isAuditor(actor)
	const services = programme.services.map(({ key }) => key).filter((key) => everywhere || hasRole(actor, 'head', key))
	const scope = everywhere ? sql`true` : sql`service = any(${services})`
	const { rows } = await sql<{ expiring: number; firstExpiry: Date | null; invited: number; accounts: number; sessions: number }>`
		select expiring.count::int as expiring, expiring.first as "firstExpiry", invited.count::int as invited,
			(select count(*)::int from account where erased_at is null) as accounts,
			(select count(distinct account_id)::int from session where last_seen_at >= ${new Date(ctx.now.getTime() - DAY)} and expires_at > ${ctx.now}) as sessions
		from (
			select count(*), min(expires_at) as first from invitation
			where accepted_at is null and withdrawn_at is null and ${scope}
				and expires_at > ${ctx.now} and expires_at <= ${new Date(ctx.now.getTime() + INVITATION_RUNS_OUT)}
		) expiring, (
			select count(*) from invitation where accepted_at is null and withdrawn_at is null and expires_at > ${ctx.now} and ${scope}
		) invited`.execute(ctx.db)
	const { expiring, firstExpiry, invited, accounts, sessions } = rows[0]!
	return {
		waiting: expiring
			? [
					{
						kind: 'invitation',
						title: 'office.waiting.invitations',
						params: { count: expiring },
						href: '/office/people/invitations',
						at: firstExpiry
					}
				]
			: [],
		figures: [
			{ label: 'office.figure.accounts', value: accounts, href: '/office/people' },
			{ label: 'office.figure.sessions', value: sessions, href: null },
			{ label: 'office.figure.invitations', value: invited, href: '/office/people/invitations' }
		]
	}
}

async function machinery(ctx: Ctx): Promise<CockpitPart> {
	if (!maySeeMachinery(ctx.actor)) return {}
	const since = new Date(ctx.now.getTime() - RECENT)
	const { rows } = await sql<{ kind: 'job' | 'mail-failed' | 'mail-refused'; count: number; at: Date }>`
		select 'job' as kind, count(*)::int as count, min(completed_on) as at from pgboss.job
			where state = 'failed' and created_on >= ${since} and name = any(${jobNames})
		union all
		select 'mail-' || status, count(*)::int, min(created_at) from mail
			where status in ('failed', 'refused') and created_at >= ${since} group by status`.execute(ctx.db)
	const words = {
		job: { title: 'office.waiting.jobs', href: '/office/jobs?state=failed' },
		'mail-failed': { title: 'office.waiting.mails', href: '/office/mails?status=failed' },
		'mail-refused': { title: 'office.waiting.mails_refused', href: '/office/mails?status=refused' }
	} as const
	return {
		waiting: rows.filter(({ count }) => count > 0).map(({ kind, count, at }) => ({ kind, ...words[kind], params: { count }, at }))
	}
}
