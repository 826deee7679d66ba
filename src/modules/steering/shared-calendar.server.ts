import { createHash, createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { asAccount, findAccount } from '#modules/identity/accounts.server'
import { ownServices } from '#modules/identity/policy'
import type { PersonalData } from '#modules/identity/personal-data.server'
import { rolesOf } from '#modules/identity/roles.server'
import { audit } from '#platform/audit.server'
import { instantOf, localDate } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { secretFor } from '#platform/env'
import { authorize, notFound } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import { programme } from '#programme/programme'
import { mayOpenOffice } from './policy.ts'
import type { CalendarKind } from './task-schema.ts'

/** One thing of the shared calendar. `day` is its first day in the programme's zone, `lastDay` its last; `at` its hour when it has one. */
export type CalendarEntry = {
	kind: CalendarKind
	/** Within its kind: which end of a call. */
	what: 'event' | 'call-opens' | 'call-closes' | 'committee' | 'report' | 'instalment' | 'commitment' | 'task'
	id: string
	title: Localized
	services: string[]
	reserved: boolean
	at: Date | null
	until: Date | null
	day: string
	lastDay: string
	state: string
	/** After the language. */
	href: string
	/** Of a task, whether it is the actor's. */
	mine: boolean
}

type Row = Pick<CalendarEntry, 'id' | 'title' | 'services' | 'reserved' | 'at' | 'until' | 'state'> & {
	kind: CalendarEntry['what']
	day: string | null
	within: string | null
}

const pageOf = ({ kind, id, within }: Row): string =>
	({
		event: `/office/events/${id}`,
		'call-opens': `/office/calls/${id}`,
		'call-closes': `/office/calls/${id}`,
		committee: `/office/calls/${id}/panel`,
		report: `/office/projects/awards/${within}`,
		instalment: `/office/projects/awards/${within}`,
		commitment: `/office/events/${within}/debrief`,
		task: `/office/tasks/${id}`
	})[kind]

/**
 * Everything that falls between two days (both included, `2027-03-01`) that the actor may see, in order: of events, calls,
 * committees, reports, instalments, commitments and tasks. For the office. One query.
 */
export async function calendarBetween(
	ctx: Ctx,
	from: string,
	until: string,
	{ service, kind }: { service?: string | undefined; kind?: CalendarKind | undefined } = {}
): Promise<CalendarEntry[]> {
	authorize(mayOpenOffice(ctx.actor))
	const zone = programme.timeZone
	const own = ownServices(ctx.actor)
	const me = ctx.actor!.accountId
	const { rows } = await sql<Row>`
		select * from calendar_between(${instantOf(`${from}T00:00`, zone)}, ${instantOf(`${dayAfter(until)}T00:00`, zone)}, ${from}::date, ${until}::date)
		where (not reserved or ${own === null} or services && ${own ?? []}::text[] or (kind = 'task' and within = ${me}))
			and (${service ?? null}::text is null or ${service ?? null} = any(services))
			and (${kind ?? null}::text is null or kind = ${kind ?? null} or (${kind ?? null} = 'call' and kind in ('call-opens', 'call-closes')))
		limit 3000`.execute(ctx.db)
	return rows
		.map((row): CalendarEntry => {
			const day = row.day ?? localDate(row.at!, zone)
			const { kind: what, within: _, day: __, ...rest } = row
			return {
				...rest,
				what,
				kind: what === 'call-opens' || what === 'call-closes' ? 'call' : what,
				day,
				lastDay: row.until ? localDate(row.until, zone) : day,
				href: pageOf(row),
				mine: what === 'task' && row.within === me
			}
		})
		.sort(
			(a, b) =>
				(a.day < b.day ? -1 : a.day > b.day ? 1 : 0) ||
				(a.at?.getTime() ?? 0) - (b.at?.getTime() ?? 0) ||
				(a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
		)
}

const dayAfter = (day: string) => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)

// The address is told by the account and by how often it was made anew, as that of one's own events.
const tokenOf = (accountId: string, number: number) =>
	createHmac('sha256', secretFor('office-calendar')).update(`${accountId}\0${number}`).digest('base64url')
const digestOf = (token: string) => createHash('sha256').update(token).digest('hex')

/** The secret of the actor's address of the shared calendar; null while there is none. */
export async function officeCalendarToken(ctx: Ctx): Promise<string | null> {
	authorize(mayOpenOffice(ctx.actor))
	const { accountId } = ctx.actor!
	const key = await ctx.db
		.selectFrom('officeCalendarKey')
		.select(['number', 'tokenDigest'])
		.where('accountId', '=', accountId)
		.executeTakeFirst()
	return key?.tokenDigest ? tokenOf(accountId, key.number) : null
}

/** Gives the shared calendar an address for the actor, or a new one: whoever had the old one reads nothing more. */
export async function makeOfficeCalendarAddress(ctx: Ctx): Promise<void> {
	authorize(mayOpenOffice(ctx.actor))
	const { accountId } = ctx.actor!
	await transact(ctx, async (ctx) => {
		const before = await ctx.db
			.selectFrom('officeCalendarKey')
			.select('number')
			.where('accountId', '=', accountId)
			.forUpdate()
			.executeTakeFirst()
		const number = (before?.number ?? 0) + 1
		const values = { number, tokenDigest: digestOf(tokenOf(accountId, number)), madeAt: ctx.now }
		await ctx.db
			.insertInto('officeCalendarKey')
			.values({ accountId, ...values })
			.onConflict((conflict) => conflict.column('accountId').doUpdateSet(values))
			.execute()
		await audit(ctx, 'calendar.address-made', `account:${accountId}`, { calendar: 'office' })
	})
}

/** Takes the address away. */
export async function withdrawOfficeCalendarAddress(ctx: Ctx): Promise<void> {
	authorize(mayOpenOffice(ctx.actor))
	const { accountId } = ctx.actor!
	await transact(ctx, async (ctx) => {
		const { numUpdatedRows } = await ctx.db
			.updateTable('officeCalendarKey')
			.set({ tokenDigest: null })
			.where('accountId', '=', accountId)
			.where('tokenDigest', 'is not', null)
			.executeTakeFirst()
		if (numUpdatedRows > 0n) await audit(ctx, 'calendar.address-withdrawn', `account:${accountId}`, { calendar: 'office' })
	})
}

const DAY = 86_400_000
const BEHIND = 60 * DAY
const AHEAD = 400 * DAY

/**
 * The shared calendar to whoever has the secret address, as its holder may see it today: from two months back to a year
 * ahead. 404 for any other address, and once its holder is no longer of the office.
 */
export async function officeCalendar(ctx: Ctx, token: string): Promise<CalendarEntry[]> {
	const key = await ctx.db
		.selectFrom('officeCalendarKey')
		.select('accountId')
		.where('tokenDigest', '=', digestOf(token))
		.executeTakeFirst()
	const account = key && (await findAccount(ctx, key.accountId))
	if (!account) return notFound()
	const holder = asAccount(ctx, account)
	const roles = await rolesOf(ctx, account.id)
	const asking = { ...holder, actor: { ...holder.actor!, roles: roles.map(({ role, service }) => ({ role, service })) } }
	if (!mayOpenOffice(asking.actor)) return notFound()
	const day = (offset: number) => localDate(new Date(ctx.now.getTime() + offset), programme.timeZone)
	return calendarBetween(asking, day(-BEHIND), day(AHEAD))
}

/** An erased account's address of the shared calendar leads nowhere. */
export const officeCalendarAddress: PersonalData = {
	name: 'officeCalendar',
	export: async (ctx, accountId) => ({
		address:
			(await ctx.db.selectFrom('officeCalendarKey').select('madeAt').where('accountId', '=', accountId).executeTakeFirst()) ??
			null
	}),
	erase: async (ctx, { id }) => {
		await ctx.db.deleteFrom('officeCalendarKey').where('accountId', '=', id).execute()
	}
}
