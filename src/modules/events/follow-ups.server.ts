import { sql } from 'kysely'
import { accountsById } from '#modules/identity/accounts.server'
import { contactsOf } from '#modules/network/organisations.server'
import { audit } from '#platform/audit.server'
import { later } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import type { Locale } from '#platform/i18n'
import { programme } from '#programme/programme'
import { events, refOfEvent, type Event } from './event-rows.server.ts'
import { askAboutCommitments } from './visit-mails.server.ts'
import { followUpMonths } from './visit-workflow.ts'

/** Events whose commitments one run of the job asks about; the next run takes the next. */
const AT_ONCE = 200

/**
 * Asks, three, six and twelve months after the debrief (after the end of an event without one), how what was promised and is
 * not done is going: the officer who set the event up, who asked for the visit, and the leads of the organisation that
 * promised, each once with everything of theirs. A time that was missed is not made up for. Returns how many letters.
 */
export async function followCommitments(ctx: Ctx): Promise<{ letters: number }> {
	return transact(ctx, async (ctx) => {
		const since = sql<Date>`coalesce(visit.debriefed_at, event.ends_at)`
		const due = followUpMonths.map((months) => later(ctx.now, { months: -months }, programme.timeZone))
		const stage = sql<number>`(${since} <= ${due[0]})::int + (${since} <= ${due[1]})::int + (${since} <= ${due[2]})::int`
		const rows = await ctx.db
			.selectFrom('commitment')
			.innerJoin('event', 'event.id', 'commitment.eventId')
			.leftJoin('visit', 'visit.eventId', 'event.id')
			.select(['commitment.id', 'commitment.eventId', 'commitment.text', 'who', 'dueOn', 'commitment.organisationId'])
			.select(['event.createdBy', 'visit.askedBy'])
			.select(stage.as('stage'))
			.where('commitment.kind', 'in', ['action', 'decision'])
			.where('doneOn', 'is', null)
			.where('event.status', '<>', 'cancelled')
			.where(sql<boolean>`commitment.followed_up < ${stage}`)
			.orderBy('commitment.eventId')
			.orderBy('commitment.position')
			.limit(AT_ONCE)
			.forUpdate('commitment')
			.skipLocked()
			.execute()
		let letters = 0
		for (const eventId of new Set(rows.map((row) => row.eventId))) {
			const own = rows.filter((row) => row.eventId === eventId)
			letters += await askAbout(ctx, await events(ctx).where('id', '=', eventId).executeTakeFirstOrThrow(), own)
			for (const { id, stage } of own)
				await ctx.db.updateTable('commitment').set({ followedUp: stage }).where('id', '=', id).execute()
			await audit(ctx, 'commitment.followed-up', refOfEvent(eventId), { commitments: own.map(({ id }) => id) })
		}
		return { letters }
	})
}

type Due = {
	text: string
	who: string
	dueOn: string | null
	organisationId: string | null
	createdBy: string | null
	askedBy: string | null
}

async function askAbout(ctx: Ctx, event: Event, commitments: Due[]): Promise<number> {
	const { createdBy, askedBy } = commitments[0]!
	const letters = new Map<string, { email: string; locale: Locale; url: string; about: Due[] }>()
	const accounts = await accountsById(
		ctx,
		[createdBy, askedBy].flatMap((id) => id ?? [])
	)
	for (const [id, account] of accounts)
		letters.set(account.email, {
			email: account.email,
			locale: account.locale as Locale,
			url:
				id === askedBy
					? `/workspace/visits/${event.id}`
					: `/office/events/${event.id}/${event.kind === 'study-visit' ? 'debrief' : 'minutes'}`,
			about: commitments
		})
	for (const organisationId of new Set(commitments.flatMap((each) => each.organisationId ?? [])))
		for (const { email, locale } of await contactsOf(ctx, organisationId)) {
			const known = letters.get(email)
			const about = commitments.filter((each) => each.organisationId === organisationId)
			if (!known) letters.set(email, { email, locale, url: '/workspace/visits#promised', about })
			else if (known.about !== commitments) known.about.push(...about)
		}
	for (const { about, url, ...to } of letters.values()) await askAboutCommitments(ctx, to, event, about, url)
	return letters.size
}
