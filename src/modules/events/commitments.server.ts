import type { Selectable } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { organisationsById } from '#modules/network/organisations.server'
import { audit } from '#platform/audit.server'
import { localDate } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import type { CommitmentTable } from '#platform/tables'
import { programme } from '#programme/programme'
import { readEvent, refOfEvent, type Event } from './event-rows.server.ts'
import { eventPolicy } from './policy.ts'
import { editing } from './programme.server.ts'
import { findVisit } from './visit-rows.server.ts'
import { MOST_COMMITMENTS, type CommitmentInput, type CommitmentKind } from './visit-schema.ts'

/** Who will do what by when; a lesson binds nobody. `became` is `project:<id>`, `introduction:<id>` or `practice:<id>`. */
export type Commitment = Omit<Selectable<CommitmentTable>, 'kind'> & { kind: CommitmentKind }

/** What came out of an event, in the order it was written. For the office. */
export async function listCommitments(ctx: Ctx, eventId: string) {
	await readEvent(ctx, eventId)
	const rows = await ctx.db
		.selectFrom('commitment')
		.selectAll()
		.where('eventId', '=', eventId)
		.orderBy('position')
		.orderBy('id')
		.$castTo<Commitment>()
		.execute()
	const organisations = await organisationsById(
		ctx,
		rows.flatMap(({ organisationId }) => organisationId ?? [])
	)
	const today = localDate(ctx.now, programme.timeZone)
	return rows.map((row) => ({
		...row,
		organisation: row.organisationId ? (organisations.get(row.organisationId)?.name ?? null) : null,
		late: row.kind !== 'lesson' && row.doneOn === null && row.dueOn !== null && row.dueOn < today
	}))
}

/** Writes down a decision, an action or a lesson. An action without anybody to do it is none: RuleBroken. Returns its id. */
export async function addCommitment(
	ctx: Ctx,
	eventId: string,
	{ kind, text, who, organisation, due }: CommitmentInput
): Promise<string> {
	return editing(ctx, eventId, async (ctx) => {
		if (kind === 'action' && !who) throw new RuleBroken('error.commitment.who', 'who', {}, 422)
		if (organisation && (await organisationsById(ctx, [organisation])).get(organisation)?.status !== 'listed')
			throw new RuleBroken('error.event.organisation', 'organisation', {}, 422)
		const { count } = await ctx.db
			.selectFrom('commitment')
			.select(({ fn }) => fn.countAll<number>().as('count'))
			.where('eventId', '=', eventId)
			.executeTakeFirstOrThrow()
		if (count >= MOST_COMMITMENTS) throw new RuleBroken('error.event.too_many', null, { count: MOST_COMMITMENTS })
		const id = uuidv7()
		await ctx.db
			.insertInto('commitment')
			.values({ id, eventId, kind, text, who: who ?? '', organisationId: organisation, dueOn: due, position: count })
			.execute()
		await audit(ctx, 'commitment.made', refOfEvent(eventId), { commitment: id, kind })
		return id
	})
}

/** It has been done: nobody is asked about it any more. */
export async function settleCommitment(
	ctx: Ctx,
	eventId: string,
	{ id, note }: { id: string; note: string | null }
): Promise<void> {
	await editing(ctx, eventId, async (ctx, event) => {
		const commitment = await lockCommitment(ctx, event, id)
		if (commitment.doneOn) throw new RuleBroken('error.commitment.done')
		await ctx.db
			.updateTable('commitment')
			.set({ doneOn: localDate(ctx.now, programme.timeZone), note: note ?? commitment.note })
			.where('id', '=', id)
			.execute()
		await audit(ctx, 'commitment.settled', refOfEvent(eventId), { commitment: id })
	})
}

/** Takes back what was written by mistake; what has become something stays. */
export async function removeCommitment(ctx: Ctx, eventId: string, id: string): Promise<void> {
	await editing(ctx, eventId, async (ctx, event) => {
		const commitment = await lockCommitment(ctx, event, id)
		if (commitment.became) throw new RuleBroken('error.commitment.became')
		await ctx.db.deleteFrom('commitment').where('id', '=', id).execute()
		await audit(ctx, 'commitment.removed', refOfEvent(eventId), { commitment: id, text: commitment.text })
	})
}

/**
 * Makes something of a commitment with `make`, which is given what is known and returns what it became (`project:<id>`), and
 * remembers it; both or neither. At the second asking what it became at the first is returned and nothing is made.
 */
export async function makeOfCommitment(
	ctx: Ctx,
	eventId: string,
	id: string,
	make: (ctx: Ctx, of: { event: Event; commitment: Commitment; partners: string[] }) => Promise<string>
): Promise<string> {
	return editing(ctx, eventId, async (ctx, event) => {
		authorize(eventPolicy.run(ctx.actor, event))
		const commitment = await lockCommitment(ctx, event, id)
		if (commitment.became) return commitment.became
		const visit = await findVisit(ctx, eventId)
		const partners = [...new Set([visit?.organisationId, commitment.organisationId].flatMap((each) => each ?? []))]
		const became = await make(ctx, { event, commitment, partners })
		await ctx.db.updateTable('commitment').set({ became }).where('id', '=', id).execute()
		await audit(ctx, 'commitment.became', refOfEvent(eventId), { commitment: id, became })
		return became
	})
}

async function lockCommitment(ctx: Ctx, event: Event, id: string): Promise<Commitment> {
	const row = await ctx.db
		.selectFrom('commitment')
		.selectAll()
		.where('id', '=', id)
		.where('eventId', '=', event.id)
		.forUpdate()
		.$castTo<Commitment>()
		.executeTakeFirst()
	return row ?? notFound()
}
