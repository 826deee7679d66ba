import { accountsById } from '#modules/identity/accounts.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { formatDate, pick, pickText, type Locale } from '#platform/i18n'
import { sendMail, type MailBlock } from '#platform/mail.server'
import { events, refOfEvent, type Event } from './event-rows.server.ts'

/**
 * Writes to those who registered that the date or the place, or the programme, has changed, or that the event is called off;
 * the job that follows such a change. A change that a later one has overtaken is left to that one's letter, and nobody is written to twice.
 */
export async function tellGuests(
	ctx: Ctx,
	eventId: string,
	sequence: number,
	{ programme = false }: { programme?: boolean | undefined } = {}
): Promise<void> {
	await transact(ctx, async (ctx) => {
		const event = await events(ctx).where('id', '=', eventId).forUpdate().executeTakeFirst()
		if (!event || event.sequence !== sequence || event.notified >= sequence) return
		await ctx.db.updateTable('event').set({ notified: sequence }).where('id', '=', eventId).execute()
		for (const { email, locale } of await guestsOf(ctx, eventId)) await changedMail(ctx, event, { email, locale, programme })
	})
}

/** Each address once; somebody without one is told by whoever registered them. */
async function guestsOf(ctx: Ctx, eventId: string): Promise<{ email: string; locale: Locale }[]> {
	const rows = await ctx.db
		.selectFrom('registration')
		.select(['email', 'locale', 'accountId', 'byAccount'])
		.where('eventId', '=', eventId)
		.where('status', 'in', ['asked', 'accepted', 'waiting'])
		.orderBy('id')
		.execute()
	const without = rows.filter(({ email }) => !email).flatMap(({ accountId, byAccount }) => accountId ?? byAccount ?? [])
	const accounts = await accountsById(ctx, [...new Set(without)])
	const guests = new Map<string, Locale>()
	for (const { email, locale } of rows) if (email) guests.set(email.toLowerCase(), locale as Locale)
	for (const account of accounts.values())
		if (!guests.has(account.email.toLowerCase())) guests.set(account.email.toLowerCase(), account.locale as Locale)
	return [...guests].map(([email, locale]) => ({ email, locale }))
}

async function changedMail(
	ctx: Ctx,
	event: Event,
	{ email: to, locale, programme }: { email: string; locale: Locale; programme: boolean }
) {
	const title = pickText(event.title, locale)
	const cancelled = event.status === 'cancelled'
	const when = formatDate(locale, event.startsAt, { dateStyle: 'full', timeStyle: 'short' }, event.zone)
	const reason = pick(event.cancelReason, locale)
	const place = [pickText(event.place, locale), event.address].filter(Boolean).join(', ')
	const body: MailBlock[] = cancelled
		? [
				{ text: 'event.mail.cancelled.text', params: { title } },
				{ plain: reason.text, lang: reason.lang }
			]
		: [
				{ text: programme ? 'event.mail.changed.programme' : 'event.mail.changed.text', params: { title } },
				{
					facts: [
						['event.when', `${when} (${event.zone})`],
						...(place ? [['event.place', place] as ['event.place', string]] : [])
					]
				},
				{ button: 'event.mail.see', url: `/${locale}/events/${event.id}` },
				{ text: 'event.mail.changed.calendar' }
			]
	await sendMail(ctx, {
		to,
		locale,
		kind: cancelled ? 'events.cancelled' : 'events.changed',
		ref: refOfEvent(event.id),
		subject: cancelled ? 'event.mail.cancelled.subject' : 'event.mail.changed.subject',
		params: { title },
		body
	})
}
