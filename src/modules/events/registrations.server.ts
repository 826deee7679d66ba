import { randomBytes } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { problemsOf } from '#engines/forms/problems'
import type { Answers } from '#engines/forms/values'
import { countedAttempt } from '#modules/identity/limits.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import { findInvitation, type Invited } from './event-invitations.server.ts'
import { events, placeCategories, type Event } from './event-rows.server.ts'
import { freePlace, takePlace, waitingBefore } from './places.server.ts'
import { asPublicEvent } from './public-event.ts'
import { writeToGuest } from './registration-mails.server.ts'
import {
	answersContext,
	digestOf,
	refOfRegistration,
	registrationOf,
	registrations,
	tokenOf,
	type Registration
} from './registration-rows.server.ts'
import type { ChangeInput, DelegateInput, RegisterInput } from './registration-schema.ts'
import { canMoveRegistration, isLive, isUnderWay } from './registration-workflow.ts'
import { registrationState } from './workflow.ts'

/** What one is asked when registering: questions, categories with whether they are full. 404 for what is not on the agenda. */
export async function registrationForm(ctx: Ctx, eventId: string, token = '') {
	const event = await events(ctx).where('id', '=', eventId).where('publishedAt', 'is not', null).executeTakeFirst()
	if (!event) return notFound()
	const invitation = await findInvitation(ctx, eventId, token)
	const categories = (await placeCategories(ctx, eventId)).map(({ id, title, capacity, taken }) => ({
		id,
		title,
		full: capacity !== null && taken >= capacity
	}))
	return {
		event: asPublicEvent(event, ctx.now),
		definition: event.form,
		categories: invitation?.categoryId ? categories.filter(({ id }) => id === invitation.categoryId) : categories,
		invitation,
		state: registrationState(event, ctx.now)
	}
}

/** The questions of the form alone, for reading what was answered; null where there are none. 404 as the form. */
export async function registrationQuestions(ctx: Ctx, eventId: string): Promise<Event['form']> {
	const event = await ctx.db
		.selectFrom('event')
		.select('form')
		.where('id', '=', eventId)
		.where('publishedAt', 'is not', null)
		.executeTakeFirst()
	return event ? (event.form as Event['form']) : notFound()
}

/**
 * Registers for an event: with a place, on the waiting list, or (where registrations are decided on) asked for. A second
 * registration of an address changes nothing, and its owner is written to again: whoever typed it learns nothing. Returns
 * the secret of the registration only to who has shown the address to be theirs, null to everybody else.
 * `address` is the network's, for the limit. Throws RuleBroken when registrations are closed, 422 on a field, 429.
 */
export async function register(
	ctx: Ctx,
	eventId: string,
	input: RegisterInput & { answers: Answers },
	{ address }: { address: string }
): Promise<string | null> {
	// A program that fills in every field is told the same as everybody, and nothing is kept.
	if (input.website) return null
	const attempt = { what: 'registration', whom: `${eventId} ${input.email.toLowerCase()}`, address } as const
	return countedAttempt(ctx, attempt, () => enterThemselves(ctx, eventId, input))
}

const enterThemselves = (ctx: Ctx, eventId: string, input: RegisterInput & { answers: Answers }) =>
	transact(ctx, async (ctx) => {
		const event = await openEvent(ctx, eventId)
		const invitation = await findInvitation(ctx, eventId, input.invitation)
		if (input.invitation && invitation?.email.toLowerCase() !== input.email.toLowerCase())
			throw new RuleBroken('error.registration.invitation', 'email', {}, 422)
		if (event.registration === 'invitation' && !invitation) throw new RuleBroken('error.registration.invited_only')
		const isOwn = ctx.actor?.email.toLowerCase() === input.email.toLowerCase()
		const { registration, made } = await enter(ctx, event, {
			...input,
			category: invitation?.categoryId ?? input.category,
			accountId: isOwn ? ctx.actor!.accountId : null,
			byAccount: null,
			delegationId: null,
			invitation
		})
		if (!made) await writeToGuest(ctx, event, registration, occasionOf(registration))
		return isOwn || invitation ? tokenOf(registration.id) : null
	})

/** The event, kept from being cancelled until the transaction ends, if one can register for it now. */
export async function openEvent(ctx: Ctx, eventId: string): Promise<Event> {
	const event = await events(ctx).where('id', '=', eventId).where('publishedAt', 'is not', null).forKeyShare().executeTakeFirst()
	if (!event) return notFound()
	const state = registrationState(event, ctx.now)
	if (state === 'none') throw new RuleBroken('error.registration.none')
	if (state === 'coming') throw new RuleBroken('error.registration.not_open')
	if (state === 'closed') throw new RuleBroken('error.registration.closed')
	return event
}

type Entry = DelegateInput & {
	email: string | null
	answers: Answers
	accountId: string | null
	byAccount: string | null
	delegationId: string | null
	invitation: Invited | null
}

/** Writes somebody in and gives the place; the registration there already is, where the address has one. Asks no permission. */
export async function enter(ctx: Ctx, event: Event, entry: Entry): Promise<{ registration: Registration; made: boolean }> {
	const categories = await placeCategories(ctx, event.id)
	const categoryId = categories.length === 1 ? categories[0]!.id : entry.category
	if (categories.length > 0 ? !categories.some(({ id }) => id === categoryId) : categoryId !== null)
		throw new RuleBroken(categoryId ? 'error.choice' : 'error.registration.category', 'category', {}, 422)
	askAnswered(ctx, event.form, entry.answers)
	const { name, email, organisation, function: post, listed, answers, accountId, byAccount, delegationId } = entry
	const id = uuidv7()
	const inserted = await ctx.db
		.insertInto('registration')
		.values({
			id,
			reference: shortReference(),
			eventId: event.id,
			categoryId,
			delegationId,
			accountId,
			byAccount,
			name,
			email,
			organisation,
			function: post,
			locale: ctx.locale,
			answers: JSON.stringify(answers),
			listed,
			status: 'asked',
			tokenDigest: digestOf(tokenOf(id)),
			registeredAt: ctx.now
		})
		.onConflict((conflict) => conflict.doNothing())
		.returning('id')
		.executeTakeFirst()
	if (!inserted) {
		const before = await registrations(ctx)
			.where('eventId', '=', event.id)
			.where('email', '=', email)
			.where('status', '<>', 'cancelled')
			.executeTakeFirstOrThrow()
		return { registration: before, made: false }
	}
	if (entry.invitation)
		await ctx.db.updateTable('eventInvitation').set({ answeredAt: ctx.now }).where('id', '=', entry.invitation.id).execute()
	// Who was invited has been decided on already.
	const decided = event.registration !== 'moderated' || entry.invitation !== null
	const place = decided ? await takePlace(ctx, categoryId) : null
	const registration = (await ctx.db
		.updateTable('registration')
		.set(place ? { ...place, decidedAt: ctx.now } : { status: 'asked' })
		.where('id', '=', id)
		.returningAll()
		.executeTakeFirstOrThrow()) as unknown as Registration
	await audit(ctx, 'registration.made', refOfRegistration(id), { event: event.id, status: registration.status })
	await writeToGuest(ctx, event, registration, occasionOf(registration))
	return { registration, made: true }
}

/** Throws RuleBroken 422 on `answers` when a question of the form is not answered as it must be. */
function askAnswered(ctx: Ctx, definition: Event['form'], answers: Answers) {
	if (!definition) return
	const problems = problemsOf(definition, answers, { for: 'filing', context: answersContext(ctx) })
	if (problems.some(({ severity }) => severity === 'error'))
		throw new RuleBroken('error.registration.answers', 'answers', {}, 422)
}

const occasionOf = ({ status }: Registration) => status

// Without 0, 1, I, L, O, U: read aloud at a desk and typed without mistaking one for another.
const letters = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
/** Eight characters nobody can guess the next of, as on the badge: `K7QM-2XPA`. */
function shortReference(): string {
	const picked = [...randomBytes(40)].filter((byte) => byte < 240).map((byte) => letters[byte % 30]!)
	return `${picked.slice(0, 4).join('')}-${picked.slice(4, 8).join('')}`
}

/** A registration as its owner sees it, and what they may do now. Whoever has the link is the owner. */
export async function ownRegistration(ctx: Ctx, token: string) {
	const registration = await registrationOf(ctx, token)
	const event = await events(ctx).where('id', '=', registration.eventId).executeTakeFirstOrThrow()
	const category = (await placeCategories(ctx, event.id)).find(({ id }) => id === registration.categoryId)
	const coming = isUnderWay(event, registration) && isLive(registration.status)
	const { tokenDigest: _, decidedBy: __, ...shown } = registration
	return {
		registration: shown,
		event: asPublicEvent(event, ctx.now),
		/** A visit that is on no agenda has no page of its own. */
		onAgenda: event.publishedAt !== null,
		onlineUrl: registration.status === 'accepted' ? event.onlineUrl : null,
		definition: event.form,
		secondForm: registration.status === 'accepted' ? event.secondForm : null,
		category: category?.title ?? null,
		before: await waitingBefore(ctx, registration),
		can: {
			change: coming && ctx.now < event.startsAt,
			cancel: coming && ctx.now < event.endsAt,
			fillSecond: coming && registration.status === 'accepted' && event.secondForm !== null && ctx.now < event.endsAt
		}
	}
}

/** The actor's own registrations, the latest first, with the secret of each. */
export async function listOwnRegistrations(ctx: Ctx) {
	authorize(ctx.actor !== null)
	const rows = await ctx.db
		.selectFrom('registration')
		.innerJoin('event', 'event.id', 'registration.eventId')
		.select(['registration.id', 'registration.reference', 'registration.status', 'registration.rank', 'registration.eventId'])
		.select(['event.title', 'event.startsAt', 'event.endsAt', 'event.zone', 'event.status as eventStatus'])
		.where('registration.accountId', '=', ctx.actor.accountId)
		.orderBy('event.startsAt', 'desc')
		.orderBy('registration.id')
		.limit(200)
		.execute()
	return rows.map((row) => ({
		...row,
		title: row.title as Event['title'],
		status: row.status as Registration['status'],
		token: tokenOf(row.id)
	}))
}

/** Corrects one's own registration, until the event begins; the address and the category stay. Throws `error.stale`. */
export async function changeRegistration(
	ctx: Ctx,
	token: string,
	{ version, answers, name, organisation, function: post, listed }: ChangeInput & { answers: Answers }
): Promise<void> {
	await transact(ctx, async (ctx) => {
		const registration = await registrationOf(ctx, token, { lock: true })
		const event = await events(ctx).where('id', '=', registration.eventId).executeTakeFirstOrThrow()
		if (!isLive(registration.status) || !isUnderWay(event, registration) || ctx.now >= event.startsAt)
			throw new RuleBroken('error.registration.not_changeable')
		if (registration.version !== version) throw new RuleBroken('error.stale')
		askAnswered(ctx, event.form, answers)
		await ctx.db
			.updateTable('registration')
			.set({ name, organisation, function: post, listed, answers: JSON.stringify(answers), version: version + 1 })
			.where('id', '=', registration.id)
			.execute()
		await audit(ctx, 'registration.changed', refOfRegistration(registration.id))
	})
}

/** Cancels one's own registration, until the event is over; the place goes to who waits longest. A second time changes nothing. */
export async function cancelRegistration(ctx: Ctx, token: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const registration = await registrationOf(ctx, token, { lock: true })
		if (registration.status === 'cancelled') return
		await leave(ctx, registration)
	})
}

/** Takes somebody off, the row locked by the caller; whoever cancels has been asked for their right. */
export async function leave(ctx: Ctx, registration: Registration): Promise<void> {
	const event = await events(ctx).where('id', '=', registration.eventId).executeTakeFirstOrThrow()
	if (!canMoveRegistration(registration.status, 'cancelled') || ctx.now >= event.endsAt)
		throw new RuleBroken('error.registration.not_cancellable')
	await ctx.db
		.updateTable('registration')
		.set((eb) => ({
			status: 'cancelled',
			rank: null,
			secondAnswers: null,
			cancelledAt: ctx.now,
			version: eb('version', '+', 1)
		}))
		.where('id', '=', registration.id)
		.execute()
	await audit(ctx, 'registration.cancelled', refOfRegistration(registration.id), { from: registration.status })
	await writeToGuest(ctx, event, { ...registration, status: 'cancelled' }, 'cancelled')
	if (registration.status === 'accepted') await freePlace(ctx, registration.categoryId)
}
