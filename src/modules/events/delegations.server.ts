import { v7 as uuidv7 } from 'uuid'
import type { Answers } from '#engines/forms/values'
import { mayWrite } from '#modules/identity/policy'
import { organisationsById } from '#modules/network/organisations.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import { pickText, type Localized } from '#platform/i18n'
import { events, placeCategories, readEvent, type Event } from './event-rows.server.ts'
import { asPublicEvent } from './public-event.ts'
import { refOfRegistration, registrations, tokenOf, type Registration } from './registration-rows.server.ts'
import type { ChangeInput, DelegateInput } from './registration-schema.ts'
import { isLive } from './registration-workflow.ts'
import { enter, leave, openEvent } from './registrations.server.ts'
import { ownVisit } from './visit-rows.server.ts'
import { registrationState } from './workflow.ts'

/** As many as travel together; more are several delegations. */
const MOST = 60

/** Begins a delegation that the actor heads, while one can register. Returns its id. */
export async function beginDelegation(ctx: Ctx, eventId: string, { name }: { name: string }): Promise<string> {
	authorize(mayWrite(ctx.actor))
	const { accountId } = ctx.actor
	return transact(ctx, async (ctx) => {
		const event = await openEvent(ctx, eventId)
		if (event.registration === 'invitation') throw new RuleBroken('error.registration.invited_only')
		const id = uuidv7()
		await ctx.db.insertInto('delegation').values({ id, eventId, name, headId: accountId, createdAt: ctx.now }).execute()
		await audit(ctx, 'delegation.begun', `delegation:${id}`, { event: eventId })
		return id
	})
}

/**
 * The delegation of a study visit that the service has taken on, headed by the actor, who asked for it or stands in the
 * organisation that did; found again at the second asking. The visit need not be on the agenda. Returns its id.
 */
export async function beginVisitDelegation(ctx: Ctx, eventId: string): Promise<string> {
	authorize(mayWrite(ctx.actor))
	const { accountId } = ctx.actor
	return transact(ctx, async (ctx) => {
		const { visit } = await ownVisit(ctx, eventId)
		const event = await events(ctx).where('id', '=', eventId).forUpdate().executeTakeFirstOrThrow()
		const known = await ctx.db
			.selectFrom('delegation')
			.select('id')
			.where('eventId', '=', eventId)
			.where('headId', '=', accountId)
			.where('organisationId', 'is not distinct from', visit.organisationId)
			.executeTakeFirst()
		if (known) return known.id
		if (!isOpenVisit(ctx, event, visit.status)) throw new RuleBroken('error.registration.closed')
		const organisation = visit.organisationId
			? (await organisationsById(ctx, [visit.organisationId])).get(visit.organisationId)
			: undefined
		const id = uuidv7()
		await ctx.db
			.insertInto('delegation')
			.values({
				id,
				eventId,
				organisationId: visit.organisationId,
				name: pickText(organisation?.name ?? event.title, ctx.locale).slice(0, 200),
				headId: accountId,
				createdAt: ctx.now
			})
			.execute()
		await audit(ctx, 'delegation.begun', `delegation:${id}`, { event: eventId })
		return id
	})
}

const isOpenVisit = (ctx: Ctx, event: Event, status: string) =>
	event.status !== 'cancelled' && (status === 'accepted' || status === 'planned') && ctx.now < event.startsAt

type Headed = { eventId: string; organisationId: string | null }

/** Where the delegation travels on a visit its organisation asked for: in what state that is. */
const visitStatusFor = async (ctx: Ctx, { eventId, organisationId }: Headed): Promise<string | undefined> =>
	organisationId
		? (
				await ctx.db
					.selectFrom('visit')
					.select('status')
					.where('eventId', '=', eventId)
					.where('organisationId', '=', organisationId)
					.executeTakeFirst()
			)?.status
		: undefined

/** The event, kept from being cancelled meanwhile, if a member can be registered now: on the agenda, or a visit taken on. */
async function openFor(ctx: Ctx, delegation: Headed): Promise<Event> {
	const status = await visitStatusFor(ctx, delegation)
	if (status === undefined) return openEvent(ctx, delegation.eventId)
	const event = await events(ctx).where('id', '=', delegation.eventId).forKeyShare().executeTakeFirstOrThrow()
	if (!isOpenVisit(ctx, event, status)) throw new RuleBroken('error.registration.closed')
	return event
}

/** The delegation, locked, to who heads it; 404 to everybody else. */
async function headed(ctx: Ctx, id: string) {
	const delegation = ctx.actor
		? await ctx.db
				.selectFrom('delegation')
				.selectAll()
				.where('id', '=', id)
				.where('headId', '=', ctx.actor.accountId)
				.forUpdate()
				.executeTakeFirst()
		: undefined
	return delegation ?? notFound()
}

/** Registers a member, as anybody would be: with a place, waiting or asked for. The head is written to instead of them. */
export async function registerDelegate(
	ctx: Ctx,
	delegationId: string,
	input: DelegateInput & { answers: Answers }
): Promise<string> {
	return transact(ctx, async (ctx) => {
		const delegation = await headed(ctx, delegationId)
		authorize(mayWrite(ctx.actor))
		const event = await openFor(ctx, delegation)
		const { count } = await ctx.db
			.selectFrom('registration')
			.select(({ fn }) => fn.countAll<number>().as('count'))
			.where('delegationId', '=', delegationId)
			.where('status', '<>', 'cancelled')
			.executeTakeFirstOrThrow()
		if (count >= MOST) throw new RuleBroken('error.delegation.too_many', null, { count: MOST })
		const { registration } = await enter(ctx, event, {
			...input,
			email: null,
			accountId: null,
			byAccount: ctx.actor.accountId,
			delegationId,
			invitation: null
		})
		return registration.id
	})
}

/** A member's registration, locked, to the head of the delegation. */
async function delegate(ctx: Ctx, delegationId: string, registrationId: string) {
	await headed(ctx, delegationId)
	authorize(mayWrite(ctx.actor))
	const registration = await registrations(ctx)
		.where('id', '=', registrationId)
		.where('delegationId', '=', delegationId)
		.forUpdate()
		.executeTakeFirst()
	return registration ?? notFound()
}

/** Corrects a member's name, post and organisation, until the event begins. */
export async function changeDelegate(
	ctx: Ctx,
	delegationId: string,
	registrationId: string,
	{ version, name, organisation, function: post, listed }: ChangeInput
): Promise<void> {
	await transact(ctx, async (ctx) => {
		const registration = await delegate(ctx, delegationId, registrationId)
		const event = await events(ctx).where('id', '=', registration.eventId).executeTakeFirstOrThrow()
		if (!isLive(registration.status) || event.status === 'cancelled' || event.status === 'done' || ctx.now >= event.startsAt)
			throw new RuleBroken('error.registration.not_changeable')
		if (registration.version !== version) throw new RuleBroken('error.stale')
		await ctx.db
			.updateTable('registration')
			.set({ name, organisation, function: post, listed, version: version + 1 })
			.where('id', '=', registrationId)
			.execute()
		await audit(ctx, 'registration.changed', refOfRegistration(registrationId))
	})
}

export async function cancelDelegate(ctx: Ctx, delegationId: string, registrationId: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const registration = await delegate(ctx, delegationId, registrationId)
		if (registration.status !== 'cancelled') await leave(ctx, registration)
	})
}

/** The delegations the actor heads, with the event of each; the latest first. */
export async function listOwnDelegations(ctx: Ctx) {
	authorize(ctx.actor !== null)
	const rows = await ctx.db
		.selectFrom('delegation')
		.innerJoin('event', 'event.id', 'delegation.eventId')
		.select([
			'delegation.id',
			'delegation.name',
			'delegation.eventId',
			'event.title',
			'event.startsAt',
			'event.endsAt',
			'event.zone'
		])
		.select((eb) =>
			eb
				.selectFrom('registration')
				.select(({ fn }) => fn.countAll<number>().as('count'))
				.whereRef('registration.delegationId', '=', 'delegation.id')
				.where('status', '<>', 'cancelled')
				.as('members')
		)
		.where('headId', '=', ctx.actor.accountId)
		.orderBy('delegation.createdAt', 'desc')
		.limit(100)
		.execute()
	return rows.map((row) => ({ ...row, title: row.title as Localized, members: row.members ?? 0 }))
}

/** One delegation with its members and the secret of each one's registration, to its head; 404 to everybody else. */
export async function getDelegation(ctx: Ctx, id: string) {
	const delegation = ctx.actor
		? await ctx.db
				.selectFrom('delegation')
				.selectAll()
				.where('id', '=', id)
				.where('headId', '=', ctx.actor.accountId)
				.executeTakeFirst()
		: undefined
	if (!delegation) return notFound()
	const event = await events(ctx).where('id', '=', delegation.eventId).executeTakeFirstOrThrow()
	const visit = await visitStatusFor(ctx, delegation)
	const open = visit === undefined ? registrationState(event, ctx.now) === 'open' : isOpenVisit(ctx, event, visit)
	return {
		id,
		name: delegation.name,
		event: asPublicEvent(event, ctx.now),
		categories: (await placeCategories(ctx, event.id)).map(({ id, title, capacity, taken }) => ({
			id,
			title,
			full: capacity !== null && taken >= capacity
		})),
		/** What the event asks of everybody who registers. */
		definition: event.form,
		// The head has each member's link: answers, letter and certificate are on the page of the registration.
		members: (await membersOf(ctx, id)).map((member) => ({
			...member,
			token: isLive(member.status) ? tokenOf(member.id) : null
		})),
		can: {
			register: mayWrite(ctx.actor) && open,
			change: mayWrite(ctx.actor) && event.status !== 'cancelled' && ctx.now < event.startsAt
		}
	}
}

const membersOf = (ctx: Ctx, delegationId: string) =>
	registrations(ctx)
		.clearSelect()
		.select(['id', 'reference', 'name', 'organisation', 'function', 'listed', 'status', 'rank', 'version'])
		.$castTo<
			Pick<Registration, 'id' | 'reference' | 'name' | 'organisation' | 'function' | 'listed' | 'status' | 'rank' | 'version'>
		>()
		.where('delegationId', '=', delegationId)
		.orderBy('registeredAt')
		.orderBy('id')
		.execute()

/** Every delegation of an event with its members. For the office. */
export async function listDelegations(ctx: Ctx, eventId: string) {
	await readEvent(ctx, eventId)
	const rows = await ctx.db
		.selectFrom('delegation')
		.leftJoin('account', 'account.id', 'delegation.headId')
		.select(['delegation.id', 'delegation.name', 'account.name as head', 'account.email as email'])
		.where('eventId', '=', eventId)
		.orderBy('delegation.name')
		.orderBy('delegation.id')
		.limit(500)
		.execute()
	const members = await registrations(ctx)
		.select(['id', 'delegationId', 'name', 'function', 'organisation', 'reference', 'status'])
		.where('eventId', '=', eventId)
		.where('delegationId', 'is not', null)
		.orderBy('registeredAt')
		.orderBy('id')
		.execute()
	return rows.map((row) => ({
		...row,
		members: members
			.filter(({ delegationId }) => delegationId === row.id)
			.map(({ id, name, function: post, organisation, reference, status }) => ({
				id,
				name,
				function: post,
				organisation,
				reference,
				status
			}))
	}))
}
