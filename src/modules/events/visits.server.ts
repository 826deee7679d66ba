import { v7 as uuidv7 } from 'uuid'
import { mayWrite } from '#modules/identity/policy'
import { lockOrganisation, organisationsById, ownOrganisations, standingOf } from '#modules/network/organisations.server'
import { audit } from '#platform/audit.server'
import { instantOf } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, RuleBroken } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import { nextReference } from '#platform/references.server'
import { programme } from '#programme/programme'
import { lockEvent, readEvent, refOfEvent } from './event-rows.server.ts'
import { eventPolicy } from './policy.ts'
import { writeToAsker } from './visit-mails.server.ts'
import { findVisit, ownVisit, stopsOf, workingOn } from './visit-rows.server.ts'
import type { CommitmentKind, VisitRequest } from './visit-schema.ts'
import { isEditable } from './workflow.ts'
import { canMoveVisit, type VisitStatus } from './visit-workflow.ts'

/** The clock of the country that is visited: the programme's own is that of the second, where the service works. */
const zoneIn: Record<string, string> = {
	[programme.countries[0]!.code]: programme.secondTimeZone,
	[programme.countries[1]!.code]: programme.timeZone
}
/** More waiting for an answer is somebody who fills the service's desk. */
const MOST_WAITING = 3

/** The organisations the actor may ask in the name of: those listed, where they lead. */
export async function organisationsToVisitFor(ctx: Ctx) {
	authorize(ctx.actor !== null)
	return (await ownOrganisations(ctx)).filter(({ role, status }) => role === 'lead' && status === 'listed')
}

/**
 * An organisation asks for a study visit: a draft event of the service it asks, with what it wants to learn. Returns the
 * event's id. Throws RuleBroken on days that do not follow one another or are past, and when too many wait already.
 */
export async function requestVisit(ctx: Ctx, input: VisitRequest): Promise<string> {
	authorize(mayWrite(ctx.actor))
	const { accountId } = ctx.actor
	const standing = await standingOf(ctx, input.organisation)
	authorize(standing?.role === 'lead' && standing.status === 'listed')
	const zone = zoneIn[input.country] ?? programme.timeZone
	const startsAt = instantOf(`${input.from}T09:00`, zone)
	const endsAt = instantOf(`${input.to}T18:00`, zone)
	if (endsAt < startsAt) throw new RuleBroken('error.event.dates', 'to', {}, 422)
	if (startsAt <= ctx.now) throw new RuleBroken('error.visit.past', 'from', {}, 422)
	if (endsAt.getTime() - startsAt.getTime() > 31 * 86_400_000) throw new RuleBroken('error.visit.too_long', 'to', {}, 422)
	return transact(ctx, async (ctx) => {
		// Two requests at once would each find room for one more.
		await lockOrganisation(ctx, input.organisation)
		const { count } = await ctx.db
			.selectFrom('visit')
			.select(({ fn }) => fn.countAll<number>().as('count'))
			.where('organisationId', '=', input.organisation)
			.where('status', '=', 'asked')
			.executeTakeFirstOrThrow()
		if (count >= MOST_WAITING) throw new RuleBroken('error.visit.too_many', null, { count: MOST_WAITING })
		const id = uuidv7()
		await ctx.db
			.insertInto('event')
			.values({
				id,
				reference: await nextReference(ctx, 'EVT'),
				kind: 'study-visit',
				service: input.service,
				title: JSON.stringify(input.title),
				themes: input.themes,
				territory: input.country,
				format: 'place',
				registration: 'invitation',
				startsAt,
				endsAt,
				zone,
				status: 'draft',
				createdAt: ctx.now,
				createdBy: accountId,
				updatedAt: ctx.now
			})
			.execute()
		await ctx.db
			.insertInto('visit')
			.values({
				eventId: id,
				reform: JSON.stringify(input.reform),
				objectives: JSON.stringify(input.objectives),
				questions: JSON.stringify(input.questions),
				wantedHosts: input.wantedHosts,
				wantedDates: input.wantedDates ?? '',
				askedBy: accountId,
				organisationId: input.organisation,
				status: 'asked'
			})
			.execute()
		await audit(ctx, 'visit.asked', refOfEvent(id), { organisation: input.organisation, service: input.service })
		return id
	})
}

/**
 * The service sets a visit up itself: nobody asked, so nobody waits for its answer, and the itinerary can be written at once.
 * Throws RuleBroken when it has been begun already, for another kind of event and for an organisation that is not listed.
 */
export async function planVisit(ctx: Ctx, eventId: string, { organisation }: { organisation: string | null }): Promise<void> {
	await transact(ctx, async (ctx) => {
		const event = await lockEvent(ctx, eventId)
		authorize(eventPolicy.run(ctx.actor, event))
		if (event.kind !== 'study-visit' || !isEditable(event.status)) throw new RuleBroken('error.event.not_editable')
		if (await findVisit(ctx, eventId)) throw new RuleBroken('error.visit.begun')
		const guest = organisation ? (await organisationsById(ctx, [organisation])).get(organisation) : null
		if (guest === undefined || (guest && guest.status !== 'listed'))
			throw new RuleBroken('error.event.organisation', 'organisation', {}, 422)
		await ctx.db
			.insertInto('visit')
			.values({ eventId, organisationId: guest?.id ?? null, status: 'accepted' })
			.execute()
		await audit(ctx, 'visit.begun', refOfEvent(eventId), { organisation: guest?.id ?? null })
	})
}

/** The service takes the visit on; who asked is told. */
export const acceptVisit = (ctx: Ctx, eventId: string, { answer }: { answer: string }) =>
	answerVisit(ctx, eventId, 'accepted', answer)

/** The service declines, with its reason. */
export const refuseVisit = (ctx: Ctx, eventId: string, { answer }: { answer: string }) =>
	answerVisit(ctx, eventId, 'refused', answer)

async function answerVisit(ctx: Ctx, eventId: string, status: 'accepted' | 'refused', answer: string): Promise<void> {
	await workingOn(ctx, eventId, 'run', async (ctx, { event, visit }) => {
		if (!canMoveVisit(visit.status, status)) throw new RuleBroken('error.visit.answered')
		await ctx.db
			.updateTable('visit')
			.set({ status, answer: answer || null })
			.where('eventId', '=', eventId)
			.execute()
		await audit(ctx, `visit.${status}`, refOfEvent(eventId))
		await writeToAsker(ctx, event, visit, status, answer)
	})
}

/** The itinerary stands: delegates read their roadbook from now on, and who asked is told. */
export async function shareRoadbook(ctx: Ctx, eventId: string): Promise<void> {
	await workingOn(ctx, eventId, 'run', async (ctx, { event, visit }) => {
		if (!canMoveVisit(visit.status, 'planned')) throw new RuleBroken('error.visit.not_accepted')
		if ((await stopsOf(ctx, eventId)).length === 0) throw new RuleBroken('error.visit.no_stop')
		await ctx.db.updateTable('visit').set({ status: 'planned' }).where('eventId', '=', eventId).execute()
		await audit(ctx, 'visit.planned', refOfEvent(eventId))
		await writeToAsker(ctx, event, visit, 'planned', '')
	})
}

/** The visit as the office works on it; null before anybody asked for it or the service began it. 404 outside the office. */
export async function getVisit(ctx: Ctx, eventId: string) {
	const event = await readEvent(ctx, eventId)
	const visit = await findVisit(ctx, eventId)
	if (!visit) return null
	const organisation = visit.organisationId
		? (await organisationsById(ctx, [visit.organisationId])).get(visit.organisationId)
		: undefined
	const run = eventPolicy.run(ctx.actor, event) && event.status !== 'cancelled'
	const { askedBy: _, ...request } = visit
	return {
		...request,
		organisation: organisation ? { id: organisation.id, name: organisation.name, latin: organisation.latin } : null,
		can: {
			answer: run && visit.status === 'asked',
			share: run && canMoveVisit(visit.status, 'planned'),
			debrief: run && canMoveVisit(visit.status, 'done') && ctx.now >= event.startsAt
		}
	}
}

/** What the actor or an organisation of theirs asked for, the latest first, at most 100. */
export async function listOwnVisits(ctx: Ctx) {
	authorize(ctx.actor !== null)
	const mine = (await ownOrganisations(ctx)).filter(({ status }) => status === 'listed').map(({ id }) => id)
	const rows = await ctx.db
		.selectFrom('visit')
		.innerJoin('event', 'event.id', 'visit.eventId')
		.select(['event.id', 'event.reference', 'event.title', 'event.startsAt', 'event.endsAt', 'event.zone', 'visit.status'])
		.where((eb) => eb.or([eb('askedBy', '=', ctx.actor!.accountId), ...(mine.length ? [eb('organisationId', 'in', mine)] : [])]))
		.orderBy('event.createdAt', 'desc')
		.orderBy('event.id', 'desc')
		.limit(100)
		.execute()
	return rows.map((row) => ({ ...row, title: row.title as Localized, status: row.status as VisitStatus }))
}

/** One's own request with the answer to it; 404 to whoever is not of the organisation that asked. */
export async function getOwnVisit(ctx: Ctx, eventId: string) {
	const { event, visit } = await ownVisit(ctx, eventId)
	const { id, reference, title, startsAt, endsAt, zone, themes } = event
	const { reform, objectives, questions, wantedHosts, wantedDates, status, answer, debrief } = visit
	return {
		...{ id, reference, title, startsAt, endsAt, zone, themes },
		...{ reform, objectives, questions, wantedHosts, wantedDates, status, answer, debrief },
		cancelled: event.status === 'cancelled',
		commitments: await promisedAt(ctx, eventId),
		can: {
			register:
				mayWrite(ctx.actor) &&
				event.status !== 'cancelled' &&
				(status === 'accepted' || status === 'planned') &&
				ctx.now < event.startsAt
		},
		/** Whether the roadbook can be read. */
		planned: event.status !== 'cancelled' && (status === 'planned' || status === 'done')
	}
}

/** What was decided and promised, to those who were there: by whom, by when, and whether it is done. */
const promisedAt = (ctx: Ctx, eventId: string) =>
	ctx.db
		.selectFrom('commitment')
		.select(['id', 'kind', 'text', 'who', 'dueOn', 'doneOn'])
		.where('eventId', '=', eventId)
		.orderBy('position')
		.orderBy('id')
		.$castTo<{ id: string; kind: CommitmentKind; text: string; who: string; dueOn: string | null; doneOn: string | null }>()
		.execute()
