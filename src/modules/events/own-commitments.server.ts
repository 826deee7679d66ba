import { sql } from 'kysely'
import { mayWrite } from '#modules/identity/policy'
import { ownOrganisations } from '#modules/network/organisations.server'
import { audit } from '#platform/audit.server'
import { localDate } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import { programme } from '#programme/programme'
import { refOfEvent } from './event-rows.server.ts'

/** What somebody has promised at an event, as they see it. */
export type OwnCommitment = {
	id: string
	eventId: string
	title: Localized
	text: string
	who: string
	dueOn: string | null
	doneOn: string | null
	note: string
	late: boolean
}

/** Promises and decisions of the organisations the actor stands in, and of the visits they asked for. */
async function own(ctx: Ctx) {
	const mine = (await ownOrganisations(ctx)).filter(({ status }) => status === 'listed').map(({ id }) => id)
	return ctx.db
		.selectFrom('commitment')
		.innerJoin('event', 'event.id', 'commitment.eventId')
		.leftJoin('visit', 'visit.eventId', 'event.id')
		.where('commitment.kind', 'in', ['action', 'decision'])
		.where('event.status', '<>', 'cancelled')
		.where((eb) =>
			eb.or([
				sql<boolean>`commitment.organisation_id = any(${mine}::uuid[])`,
				sql<boolean>`visit.organisation_id = any(${mine}::uuid[])`,
				eb('visit.askedBy', '=', ctx.actor!.accountId)
			])
		)
}

/** What the actor's organisations have promised, what is open first, then the soonest; a hundred at most. */
export async function listOwnCommitments(ctx: Ctx): Promise<OwnCommitment[]> {
	authorize(ctx.actor !== null)
	const rows = await (
		await own(ctx)
	)
		.select(['commitment.id', 'commitment.eventId', 'event.title', 'commitment.text', 'commitment.who'])
		.select(['commitment.dueOn', 'commitment.doneOn', 'commitment.note'])
		.orderBy('commitment.doneOn', (order) => order.desc().nullsFirst())
		.orderBy('commitment.dueOn', (order) => order.asc().nullsLast())
		.orderBy('commitment.id')
		.limit(100)
		.execute()
	const today = localDate(ctx.now, programme.timeZone)
	return rows.map((row) => ({
		...row,
		title: row.title as Localized,
		late: row.doneOn === null && row.dueOn !== null && row.dueOn < today
	}))
}

/**
 * Says where a promise of one's own stands, and whether it has been kept: the service reads it beside the event. 404 for a
 * promise of others; RuleBroken `error.commitment.done` once it is kept.
 */
export async function reportCommitment(
	ctx: Ctx,
	{ id, note, done }: { id: string; note: string | null; done: boolean }
): Promise<void> {
	authorize(mayWrite(ctx.actor))
	await transact(ctx, async (ctx) => {
		const found = await (
			await own(ctx)
		)
			.select(['commitment.eventId', 'commitment.doneOn'])
			.where('commitment.id', '=', id)
			.forUpdate('commitment')
			.executeTakeFirst()
		if (!found) return notFound()
		if (found.doneOn) throw new RuleBroken('error.commitment.done')
		if (!done && !note) throw new RuleBroken('error.required', 'note', {}, 422)
		await ctx.db
			.updateTable('commitment')
			.set({ ...(note && { note }), ...(done && { doneOn: localDate(ctx.now, programme.timeZone) }) })
			.where('id', '=', id)
			.execute()
		await audit(ctx, done ? 'commitment.settled' : 'commitment.reported', refOfEvent(found.eventId), { commitment: id })
	})
}
