import { sql } from 'kysely'
import { waitingApplications } from '#modules/calls/application-waiting.server'
import { waitingEvaluations } from '#modules/calls/evaluation-waiting.server'
import { waitingInEvents } from '#modules/events/waiting.server'
import { countAbuse } from '#modules/exchange/abuse.server'
import { countUnanswered } from '#modules/exchange/introduction-lists.server'
import { countSubmitted } from '#modules/exchange/moderation.server'
import { hasRole, isAdministrator, isAuditor, ownServices } from '#modules/identity/policy'
import { waitingInNetwork } from '#modules/network/lists.server'
import { countCampaignsWaiting } from '#modules/newsroom/campaign-approval.server'
import { countPracticesWaiting } from '#modules/newsroom/practice-validation.server'
import { waitingInAwards } from '#modules/projects/awards.server'
import { waitingReports } from '#modules/projects/report-review.server'
import { holidays, localDate } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { authorize } from '#platform/errors'
import { pickText, type Localized, type MessageKey, type MessageParams } from '#platform/i18n'
import { jobNames } from '#platform/jobs.server'
import { maySeeMachinery } from '#platform/rights'
import { holidayCalendars, holidayNames } from '#programme/holidays'
import { programme } from '#programme/programme'
import { waitingRequests } from './data-desk.server.ts'
import { mayOpenOffice, mayReadData, maySeePeople } from './policy.ts'
import { closedOn } from './settings.server.ts'
import { calendarBetween, type CalendarEntry } from './shared-calendar.server.ts'
import { waitingTasks } from './tasks.server.ts'

/** Something a person has to do, or to know. `href` comes after the language; `at` is when it happened or runs out. */
export type Waiting = { kind: string; title: MessageKey; params: MessageParams; href: string; at: Date | null }
/**
 * Something that closes or falls due: a call, a committee, a report, a payment. `title` is its name, `what` says which of
 * its days; `whole` ones have no hour.
 */
export type Closing = { kind: string; what: MessageKey; title: Localized; href: string; at: Date; whole: boolean }
export type Figure = { label: MessageKey; value: number; href: string | null }
export type CockpitPart = { waiting?: Waiting[]; closing?: Closing[]; figures?: Figure[] }

/**
 * One small read per module, each asking its own rights: a module with something to show adds one here. At most one
 * query each, so that opening the office costs the same with one row and with a million.
 */
const parts: ((ctx: Ctx) => Promise<CockpitPart>)[] = [
	ownAccount,
	people,
	network,
	offersAndNeeds,
	practices,
	events,
	campaigns,
	tasks,
	comingDays,
	applications,
	evaluations,
	introductions,
	abuseReports,
	awards,
	reports,
	personalData,
	machinery
]

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
		// A passkey is a second step too.
		.select(
			sql<boolean>`(second_factor_enabled or exists (select from passkey where account_id = account.id))`.as(
				'secondFactorEnabled'
			)
		)
		.where('id', '=', actor.accountId)
		.executeTakeFirst()
	if (!row || row.secondFactorEnabled) return {}
	return {
		waiting: [
			{ kind: 'second-factor', title: 'office.waiting.second_factor', params: {}, href: '/account/second-factor', at: null }
		]
	}
}

/** What is due by tomorrow of what was given to the actor. */
async function tasks(ctx: Ctx): Promise<CockpitPart> {
	const { due, since } = await waitingTasks(ctx)
	if (!due) return {}
	return {
		waiting: [
			{
				kind: 'task',
				title: 'office.waiting.tasks',
				params: { count: due },
				href: '/office/tasks?whose=mine',
				at: since ? new Date(`${since}T12:00:00Z`) : null
			}
		]
	}
}

const COMING_DAYS = 30
const MOST_COMING = 12
/** What each role is there for; an officer, a head and who looks over their shoulder see all of it. */
const concerns: Record<string, CalendarEntry['what'][]> = {
	finance: ['report', 'instalment', 'call-closes'],
	editor: ['event', 'call-opens', 'call-closes']
}

/** What closes or falls due in the coming weeks in the actor's services, by what their roles are concerned with. */
async function comingDays(ctx: Ctx): Promise<CockpitPart> {
	const { actor } = ctx
	const day = (offset: number) => localDate(new Date(ctx.now.getTime() + offset * DAY), programme.timeZone)
	const own = ownServices(ctx.actor)
	const only = actor?.roles.every(({ role }) => role in concerns || role === 'member')
		? actor.roles.flatMap(({ role }) => concerns[role] ?? [])
		: null
	const entries = await calendarBetween(ctx, day(0), day(COMING_DAYS))
	return {
		closing: entries
			.filter(
				({ what, services, at }) =>
					what !== 'task' && (own === null || services.some((each) => own.includes(each))) && (!at || at > ctx.now)
			)
			.filter(({ what }) => only === null || only.includes(what))
			.slice(0, MOST_COMING)
			.map(({ kind, what, title, href, at, day }) => ({
				kind,
				what: `calendar.what.${what}` as const,
				title,
				href,
				at: at ?? new Date(`${day}T12:00:00Z`),
				whole: at === null
			}))
	}
}

async function applications(ctx: Ctx): Promise<CockpitPart> {
	const waits = await waitingApplications(ctx)
	return {
		waiting: waits.map(({ id, title, what, count, at }) => ({
			kind: 'application',
			title: `office.waiting.applications.${what}` as const,
			params: { title: pickText(title, ctx.locale), count },
			href: `/office/calls/${id}/applications`,
			at
		}))
	}
}

const pageOf = { draw: 'assignment', replace: 'assignment', disclose: 'reviews', decide: 'decision' } as const

async function evaluations(ctx: Ctx): Promise<CockpitPart> {
	const waits = await waitingEvaluations(ctx)
	return {
		waiting: waits.map(({ id, title, what, at }) => ({
			kind: 'evaluation',
			title: `office.waiting.evaluation.${what}` as const,
			params: { title: pickText(title, ctx.locale) },
			href: `/office/calls/${id}/${pageOf[what]}`,
			at
		}))
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

async function network(ctx: Ctx): Promise<CockpitPart> {
	const { claims, claimsSince, proposed, proposedSince, duplicates, duplicatesSince, listed } = await waitingInNetwork(ctx)
	return {
		waiting: [
			...(claims
				? [
						{
							kind: 'claim',
							title: 'office.waiting.claims' as const,
							params: { count: claims },
							href: '/office/network/claims',
							at: claimsSince
						}
					]
				: []),
			...(proposed
				? [
						{
							kind: 'organisation',
							title: 'office.waiting.proposed' as const,
							params: { count: proposed },
							href: '/office/network?status=proposed',
							at: proposedSince
						}
					]
				: []),
			...(duplicates
				? [
						{
							kind: 'duplicate',
							title: 'office.waiting.duplicates' as const,
							params: { count: duplicates },
							href: '/office/network/duplicates',
							at: duplicatesSince
						}
					]
				: [])
		],
		figures: [{ label: 'office.figure.organisations', value: listed, href: '/office/network' }]
	}
}

async function offersAndNeeds(ctx: Ctx): Promise<CockpitPart> {
	const { count, since } = await countSubmitted(ctx)
	return {
		waiting: count
			? [{ kind: 'listing', title: 'office.waiting.listings', params: { count }, href: '/office/exchange', at: since }]
			: []
	}
}

async function practices(ctx: Ctx): Promise<CockpitPart> {
	const { count, since } = await countPracticesWaiting(ctx)
	const href = '/office/newsroom/practices'
	return { waiting: count ? [{ kind: 'practice', title: 'office.waiting.practices', params: { count }, href, at: since }] : [] }
}

async function events(ctx: Ctx): Promise<CockpitPart> {
	const waits = await waitingInEvents(ctx)
	return {
		waiting: waits.map(({ id, title, what, count, at }) => ({
			kind: 'event',
			title: `office.waiting.events.${what}` as const,
			params: { title: pickText(title, ctx.locale), count },
			href: `/office/events/${id}/${what === 'visit' ? 'visit' : 'registrations'}`,
			at
		}))
	}
}

async function campaigns(ctx: Ctx): Promise<CockpitPart> {
	const { count, since } = await countCampaignsWaiting(ctx)
	const href = '/office/newsroom/campaigns'
	return { waiting: count ? [{ kind: 'campaign', title: 'office.waiting.campaigns', params: { count }, href, at: since }] : [] }
}

async function introductions(ctx: Ctx): Promise<CockpitPart> {
	const { count, oldest } = await countUnanswered(ctx)
	const href = '/office/exchange/introductions?waiting=21'
	return {
		waiting: count ? [{ kind: 'introduction', title: 'office.waiting.introductions', params: { count }, href, at: oldest }] : []
	}
}

async function abuseReports(ctx: Ctx): Promise<CockpitPart> {
	const { count, oldest } = await countAbuse(ctx)
	return {
		waiting: count
			? [{ kind: 'abuse', title: 'office.waiting.abuse', params: { count }, href: '/office/exchange/abuse', at: oldest }]
			: []
	}
}

async function awards(ctx: Ctx): Promise<CockpitPart> {
	const { approve, approveSince, pay, paySince, sign, signSince, alert, alertSince } = await waitingInAwards(ctx)
	const waiting: Waiting[] = []
	const payments = '/office/projects/payments'
	if (approve)
		waiting.push({
			kind: 'payment',
			title: 'office.waiting.payments_approve',
			params: { count: approve },
			href: `${payments}#requested`,
			at: approveSince
		})
	if (pay)
		waiting.push({
			kind: 'payment-to-record',
			title: 'office.waiting.payments_record',
			params: { count: pay },
			href: `${payments}#approved`,
			at: paySince
		})
	if (sign)
		waiting.push({
			kind: 'agreement',
			title: 'office.waiting.agreements',
			params: { count: sign },
			href: '/office/projects/awards?status=accepted',
			at: signSince
		})
	if (alert)
		waiting.push({
			kind: 'award-alert',
			title: 'office.waiting.awards_alert',
			params: { count: alert },
			href: '/office/projects/awards?alert=yes',
			at: alertSince
		})
	return { waiting }
}

async function reports(ctx: Ctx): Promise<CockpitPart> {
	const { filed, filedSince, overdue, overdueSince } = await waitingReports(ctx)
	const href = '/office/projects/reports'
	const waiting: Waiting[] = []
	if (filed)
		waiting.push({ kind: 'report', title: 'office.waiting.reports_filed', params: { count: filed }, href, at: filedSince })
	if (overdue)
		waiting.push({
			kind: 'report-overdue',
			title: 'office.waiting.reports_overdue',
			params: { count: overdue },
			href: `${href}?show=overdue`,
			at: overdueSince
		})
	return { waiting }
}

/** Requests about personal data that wait for an answer, for those who keep them. */
async function personalData(ctx: Ctx): Promise<CockpitPart> {
	if (!mayReadData(ctx.actor)) return {}
	const { open, due } = await waitingRequests(ctx)
	if (!open) return {}
	return {
		waiting: [
			{
				kind: 'data-request',
				title: 'office.waiting.data_requests',
				params: { count: open },
				href: '/office/data',
				at: due ? new Date(`${due}T12:00:00Z`) : null
			}
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
