import { createHmac } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { secretFor } from '#platform/env'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import type { Locale } from '#platform/i18n'
import { lockEvent, placeCategories, readEvent, refOfEvent } from './event-rows.server.ts'
import { eventPolicy } from './policy.ts'
import { digestOf } from './registration-rows.server.ts'
import { writeInvitation } from './registration-mails.server.ts'
import { emailField } from './registration-schema.ts'

const MOST = 1000

/** One per line of what was pasted: `name; address`, `name <address>`, or the address alone, as tables and mail programs give it. */
function guestsIn(text: string): { guests: { email: string; name: string }[]; bad: number[] } {
	const guests = new Map<string, { email: string; name: string }>()
	const bad: number[] = []
	text.split('\n').forEach((line, at) => {
		const cells = line
			.split(/[;,\t<>]/)
			.map((cell) => cell.replace(/^[\s"']+|[\s"']+$/g, ''))
			.filter(Boolean)
		if (!cells.length) return
		const address = emailField.safeParse(cells.find((cell) => cell.includes('@')))
		if (!address.success) return void bad.push(at + 1)
		const name = cells.filter((cell) => !cell.includes('@')).join(' ')
		guests.set(address.data.toLowerCase(), { email: address.data, name: name.slice(0, 200) })
	})
	return { guests: [...guests.values()], bad }
}

/**
 * Invites the people of a pasted table, each by a letter bound to the address. Nothing is sent when a line cannot be read
 * (RuleBroken `error.registration.lines` 422 on `people`). Who was invited before keeps that letter. Returns how many were written to.
 */
export async function invite(
	ctx: Ctx,
	eventId: string,
	{ people, category, locale }: { people: string; category: string | null; locale: Locale }
): Promise<number> {
	return transact(ctx, async (ctx) => {
		const event = await lockEvent(ctx, eventId)
		authorize(eventPolicy.run(ctx.actor, event))
		if (event.status !== 'published' || ctx.now >= (event.closesAt ?? event.startsAt))
			throw new RuleBroken('error.registration.closed')
		if (event.registration === 'none') throw new RuleBroken('error.registration.none')
		const { guests, bad } = guestsIn(people)
		if (bad.length) throw new RuleBroken('error.registration.lines', 'people', { lines: bad.slice(0, 10).join(', ') }, 422)
		if (!guests.length) throw new RuleBroken('error.required', 'people', {}, 422)
		if (guests.length > MOST) throw new RuleBroken('error.registration.too_many', 'people', { count: MOST }, 422)
		if (category && !(await placeCategories(ctx, eventId)).some(({ id }) => id === category))
			throw new RuleBroken('error.choice', 'category', {}, 422)
		let count = 0
		for (const { email, name } of guests) {
			const id = uuidv7()
			const token = tokenOfInvitation(id)
			const made = await ctx.db
				.insertInto('eventInvitation')
				.values({ id, eventId, email, name, locale, categoryId: category, tokenDigest: digestOf(token), sentAt: ctx.now })
				.onConflict((conflict) => conflict.constraint('event_invitation_once_unique').doNothing())
				.returning('id')
				.executeTakeFirst()
			if (!made) continue
			await writeInvitation(ctx, event, { id, email, locale }, token)
			count++
		}
		await audit(ctx, 'event.people-invited', refOfEvent(eventId), { count })
		return count
	})
}

const tokenOfInvitation = (id: string) => createHmac('sha256', secretFor('event-invitations')).update(id).digest('base64url')

/** Takes an invitation back that was not answered: its link no longer opens anything. */
export async function withdrawInvitation(ctx: Ctx, eventId: string, invitationId: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const event = await lockEvent(ctx, eventId)
		authorize(eventPolicy.run(ctx.actor, event))
		const gone = await ctx.db
			.deleteFrom('eventInvitation')
			.where('id', '=', invitationId)
			.where('eventId', '=', eventId)
			.where('answeredAt', 'is', null)
			.returning('id')
			.executeTakeFirst()
		if (!gone) return notFound()
		await audit(ctx, 'event.invitation-withdrawn', refOfEvent(eventId), { invitation: invitationId })
	})
}

/** Who was invited and who has answered. For the office. */
export async function listInvitations(ctx: Ctx, eventId: string) {
	await readEvent(ctx, eventId)
	return ctx.db
		.selectFrom('eventInvitation')
		.select(['id', 'email', 'name', 'locale', 'sentAt', 'answeredAt'])
		.where('eventId', '=', eventId)
		.orderBy('answeredAt')
		.orderBy('email')
		.limit(2000)
		.execute()
}

export type Invited = { id: string; email: string; name: string; categoryId: string | null }

/** Whom the secret of a letter invites to this event; null where it opens nothing. */
export async function findInvitation(ctx: Ctx, eventId: string, token: string): Promise<Invited | null> {
	if (!token) return null
	const invitation = await ctx.db
		.selectFrom('eventInvitation')
		.select(['id', 'email', 'name', 'categoryId'])
		.where('tokenDigest', '=', digestOf(token))
		.where('eventId', '=', eventId)
		.executeTakeFirst()
	return invitation ?? null
}
