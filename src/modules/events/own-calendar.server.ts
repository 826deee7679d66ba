import { createHash, createHmac } from 'node:crypto'
import type { PersonalData } from '#modules/identity/personal-data.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { secretFor } from '#platform/env'
import { authorize, notFound } from '#platform/errors'
import { publicEventsById } from './agenda.server.ts'
import type { PublicEvent } from './public-event.ts'

/** Told by the account and how often its address was made anew, so that it can be shown again and never guessed. */
const tokenOf = (accountId: string, number: number) =>
	createHmac('sha256', secretFor('calendar')).update(`${accountId}\0${number}`).digest('base64url')
const digestOf = (token: string) => createHash('sha256').update(token).digest('hex')

/** The secret of the actor's own calendar address; null while there is none. */
export async function ownCalendarToken(ctx: Ctx): Promise<string | null> {
	authorize(ctx.actor !== null)
	const { accountId } = ctx.actor
	const key = await ctx.db
		.selectFrom('calendarKey')
		.select(['number', 'tokenDigest'])
		.where('accountId', '=', accountId)
		.executeTakeFirst()
	return key?.tokenDigest ? tokenOf(accountId, key.number) : null
}

/** Makes the actor's calendar an address, or a new one: whoever had the old one reads nothing more. */
export async function makeCalendarAddress(ctx: Ctx): Promise<void> {
	authorize(ctx.actor !== null)
	const { accountId } = ctx.actor
	await transact(ctx, async (ctx) => {
		const before = await ctx.db
			.selectFrom('calendarKey')
			.select('number')
			.where('accountId', '=', accountId)
			.forUpdate()
			.executeTakeFirst()
		const number = (before?.number ?? 0) + 1
		const values = { number, tokenDigest: digestOf(tokenOf(accountId, number)), madeAt: ctx.now }
		await ctx.db
			.insertInto('calendarKey')
			.values({ accountId, ...values })
			.onConflict((conflict) => conflict.column('accountId').doUpdateSet(values))
			.execute()
		await audit(ctx, 'calendar.address-made', `account:${accountId}`)
	})
}

/** Takes the address away: whoever has it reads nothing more. */
export async function withdrawCalendarAddress(ctx: Ctx): Promise<void> {
	authorize(ctx.actor !== null)
	const { accountId } = ctx.actor
	await transact(ctx, async (ctx) => {
		const { numUpdatedRows } = await ctx.db
			.updateTable('calendarKey')
			.set({ tokenDigest: null })
			.where('accountId', '=', accountId)
			.where('tokenDigest', 'is not', null)
			.executeTakeFirst()
		if (numUpdatedRows > 0n) await audit(ctx, 'calendar.address-withdrawn', `account:${accountId}`)
	})
}

export type OwnEntry = { event: PublicEvent; status: 'accepted' | 'waiting' | 'asked' | 'cancelled' }

/** The events somebody registered for, to whoever has the secret address; 404 for any other. */
export async function ownCalendar(ctx: Ctx, token: string): Promise<OwnEntry[]> {
	const key = await ctx.db
		.selectFrom('calendarKey')
		.select('accountId')
		.where('tokenDigest', '=', digestOf(token))
		.executeTakeFirst()
	if (!key) return notFound()
	const rows = await ctx.db
		.selectFrom('registration')
		.select(['eventId', 'status'])
		.where('accountId', '=', key.accountId)
		.where('status', 'in', ['asked', 'accepted', 'waiting', 'cancelled'])
		.orderBy('registeredAt', 'desc')
		.limit(500)
		.execute()
	const events = await publicEventsById(
		ctx,
		rows.map(({ eventId }) => eventId)
	)
	return events
		.map((event) => {
			const statuses = rows.filter(({ eventId }) => eventId === event.id).map(({ status }) => status as OwnEntry['status'])
			return { event, status: (['accepted', 'waiting', 'asked', 'cancelled'] as const).find((each) => statuses.includes(each))! }
		})
		.sort((a, b) => a.event.startsAt.getTime() - b.event.startsAt.getTime())
}

/** An erased account's calendar address leads nowhere. */
export const calendarAddress: PersonalData = {
	name: 'calendar',
	export: async (ctx, accountId) => ({
		address:
			(await ctx.db.selectFrom('calendarKey').select('madeAt').where('accountId', '=', accountId).executeTakeFirst()) ?? null
	}),
	erase: async (ctx, { id }) => {
		await ctx.db.deleteFrom('calendarKey').where('accountId', '=', id).execute()
	}
}
