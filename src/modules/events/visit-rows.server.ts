import type { Selectable } from 'kysely'
import { ownOrganisations } from '#modules/network/organisations.server'
import type { Ctx } from '#platform/ctx'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import { transact } from '#platform/db.server'
import type { StopTable, VisitTable } from '#platform/tables'
import { events, lockEvent, type Event } from './event-rows.server.ts'
import { eventPolicy } from './policy.ts'
import type { StopKind } from './visit-schema.ts'
import type { VisitStatus } from './visit-workflow.ts'

/** A study visit as it is stored, beside its event. */
export type Visit = Omit<Selectable<VisitTable>, 'reform' | 'objectives' | 'questions' | 'status' | 'debrief'> & {
	reform: Localized
	objectives: Localized
	questions: Localized
	status: VisitStatus
	debrief: Localized
}
export type Stop = Omit<Selectable<StopTable>, 'kind' | 'title' | 'text'> & { kind: StopKind; title: Localized; text: Localized }

export const visits = (ctx: Ctx) => ctx.db.selectFrom('visit').selectAll('visit').$castTo<Visit>()

/** A visit of the office's, if the event is one that was asked for; asks no permission. */
export const findVisit = (ctx: Ctx, eventId: string): Promise<Visit | undefined> =>
	visits(ctx).where('eventId', '=', eventId).executeTakeFirst()

/** Whether somebody can have been there: the event is or was on the agenda, or is a visit the service took on, on none. */
export async function isHeld(ctx: Ctx, { id, status }: Pick<Event, 'id' | 'status'>): Promise<boolean> {
	if (status !== 'draft') return status !== 'cancelled'
	const visit = await findVisit(ctx, id)
	return visit !== undefined && visit.status !== 'asked' && visit.status !== 'refused'
}

/** The stops in the order of the journey. Asks no permission. */
export const stopsOf = (ctx: Ctx, eventId: string): Promise<Stop[]> =>
	ctx.db
		.selectFrom('stop')
		.selectAll()
		.where('eventId', '=', eventId)
		.orderBy('startsAt')
		.orderBy('position')
		.orderBy('id')
		.$castTo<Stop>()
		.execute()

/** The event and the visit, to whoever of the organisation that asked, or asked for it; 404 to everybody else. */
export async function ownVisit(ctx: Ctx, eventId: string): Promise<{ event: Event; visit: Visit }> {
	const visit = ctx.actor ? await findVisit(ctx, eventId) : undefined
	if (!visit) return notFound()
	const mine =
		visit.askedBy === ctx.actor!.accountId ||
		(await ownOrganisations(ctx)).some(({ id, status }) => id === visit.organisationId && status === 'listed')
	if (!mine) return notFound()
	return { visit, event: await events(ctx).where('id', '=', eventId).executeTakeFirstOrThrow() }
}

/**
 * Runs `work` on the visit with its event locked, for whoever prepares it. Which of the two rights is asked: `edit` for
 * words and stops, `run` for answers and money. What was refused or cancelled is no longer written.
 */
export async function workingOn<Result>(
	ctx: Ctx,
	eventId: string,
	right: 'edit' | 'run',
	work: (ctx: Ctx, found: { event: Event; visit: Visit }) => Promise<Result>
): Promise<Result> {
	return transact(ctx, async (ctx) => {
		const event = await lockEvent(ctx, eventId)
		const visit = await findVisit(ctx, eventId)
		if (!visit) return notFound()
		authorize(eventPolicy[right](ctx.actor, event))
		if (event.status === 'cancelled' || visit.status === 'refused') throw new RuleBroken('error.event.not_editable')
		return work(ctx, { event, visit })
	})
}
