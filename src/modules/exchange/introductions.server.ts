import type { Reason } from '#engines/matching/reasons'
import { peopleAnswering } from '#modules/network/answering.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import { isHeld } from './blocks.server.ts'
import { holdsContactDetails } from './contact-details.ts'
import { writeAccepted, writeDeclined, writeWithdrawn } from './introduction-mails.server.ts'
import { introductionPolicy, type Standings } from './introduction-policy.ts'
import type { declineReasons } from './introduction-schema.ts'
import {
	canMoveIntroduction,
	isStanding,
	mayHaveOutcome,
	otherSide,
	type IntroductionStatus,
	type Side
} from './introduction-workflow.ts'
import { askForOutcome } from './outcome-asking.server.ts'
import { isVeiled, organisationOf, partiesOf, standingIn, type IntroductionRow } from './parties.server.ts'
import { mayReadExchange } from './policy.ts'

/** An introduction as a verb or a page begins with it. `side` is the actor's own; null for the office. */
export type Loaded = { row: IntroductionRow; standings: Standings; side: Side | null }

/**
 * The introduction, 404 when the actor has nothing to do with it. One asked by an organisation that the other had blocked
 * is not there for the other. With `lock`, nobody else decides on it until the transaction ends.
 */
export async function loadIntroduction(ctx: Ctx, introductionId: string, { lock = false } = {}): Promise<Loaded> {
	const row = await ctx.db
		.selectFrom('introduction')
		.selectAll()
		.where('id', '=', introductionId)
		.$if(lock, (query) => query.forUpdate())
		.executeTakeFirst()
	if (!row || !ctx.actor) return notFound()
	const standings: Standings = {
		from: await standingIn(ctx, row.fromOrganisation),
		to: await standingIn(ctx, row.toOrganisation)
	}
	if (!introductionPolicy.view(ctx.actor, standings)) return notFound()
	const side = sideOf(row, standings)
	if (side === 'to' && !mayReadExchange(ctx.actor) && (await isHeld(ctx, row))) return notFound()
	return { row, standings, side }
}

/** Who stands in both acts first for the side whose answer is awaited. */
const sideOf = (row: IntroductionRow, { from, to }: Standings): Side | null =>
	to !== null && (from === null || (row.fromAgreedAt !== null && row.toAgreedAt === null)) ? 'to' : from !== null ? 'from' : null

/** Ends or accepts it, if that can still be. */
export async function moveIntroduction(
	ctx: Ctx,
	row: IntroductionRow,
	status: IntroductionStatus,
	values: Partial<IntroductionRow> = {}
): Promise<IntroductionRow> {
	if (!canMoveIntroduction(row.status, status)) throw new RuleBroken('error.exchange.already_answered')
	const { reasons: _, ...plain } = values
	return ctx.db
		.updateTable('introduction')
		.set({ ...plain, status, ...(status !== 'accepted' && { endedAt: ctx.now }) })
		.where('id', '=', row.id)
		.returningAll()
		.executeTakeFirstOrThrow()
}

/** For a lead of the actor's side: 403 for a member, for the office, for an auditor. */
function speakingFor({ standings, side }: Loaded, ctx: Ctx): Side {
	authorize(side !== null && introductionPolicy.speakFor(ctx.actor, standings[side]))
	return side
}

/**
 * A lead says yes for its organisation. Once both sides have, it is accepted, and each gets the other's contact details by
 * mail. Throws RuleBroken `error.exchange.already_agreed`, `error.exchange.already_answered`, `error.exchange.lapsed`.
 */
export async function agreeToIntroduction(ctx: Ctx, introductionId: string): Promise<IntroductionStatus> {
	return transact(ctx, async (ctx) => {
		const loaded = await loadIntroduction(ctx, introductionId, { lock: true })
		const side = speakingFor(loaded, ctx)
		return agreeFor(ctx, loaded.row, side)
	})
}

/** The writing half of agreeing: also when two ask each other. The row is locked and the right has been asked. */
export async function agreeFor(ctx: Ctx, row: IntroductionRow, side: Side): Promise<IntroductionStatus> {
	if (row.status !== 'asked') throw new RuleBroken('error.exchange.already_answered')
	if (row.lapsesAt <= ctx.now) throw new RuleBroken('error.exchange.lapsed')
	if ((side === 'from' ? row.fromAgreedAt : row.toAgreedAt) !== null) throw new RuleBroken('error.exchange.already_agreed')
	const accountId = ctx.actor!.accountId
	const agreed =
		side === 'from' ? { fromAgreedAt: ctx.now, fromAccount: accountId } : { toAgreedAt: ctx.now, toAccount: accountId }
	const both = (side === 'from' ? row.toAgreedAt : row.fromAgreedAt) !== null
	await audit(ctx, 'introduction.agreed', `introduction:${row.id}`, { side })
	if (!both) {
		await ctx.db.updateTable('introduction').set(agreed).where('id', '=', row.id).execute()
		return 'asked'
	}
	const accepted = await moveIntroduction(ctx, row, 'accepted', agreed)
	await audit(ctx, 'introduction.accepted', `introduction:${row.id}`)
	await writeAccepted(ctx, accepted)
	return 'accepted'
}

export type Refusal = { reason: (typeof declineReasons)[number]; note: string; share: boolean }

/**
 * A lead of a side that has not agreed says no. The reason is for the service; the other side reads a courteous sentence,
 * and the note only with `share`. Throws RuleBroken as agreeing does, and `error.exchange.contact_in_message` (field `note`).
 */
export async function declineIntroduction(ctx: Ctx, introductionId: string, { reason, note, share }: Refusal) {
	await transact(ctx, async (ctx) => {
		const loaded = await loadIntroduction(ctx, introductionId, { lock: true })
		const side = speakingFor(loaded, ctx)
		const { row } = loaded
		if (row.status !== 'asked') throw new RuleBroken('error.exchange.already_answered')
		if ((side === 'from' ? row.fromAgreedAt : row.toAgreedAt) !== null) throw new RuleBroken('error.exchange.already_agreed')
		if (share && holdsContactDetails(note)) throw new RuleBroken('error.exchange.contact_in_message', 'note', {}, 422)
		const declined = await moveIntroduction(ctx, row, 'declined', {
			declineReason: reason,
			declineNote: note || null,
			noteShared: share && note !== '',
			endedBy: side
		})
		await audit(ctx, 'introduction.declined', `introduction:${row.id}`, { side, reason })
		const other = otherSide(side)
		// Of an officer's asking for two, who has not answered yet need not hear that the other would not.
		if (!row.byOfficer || (other === 'from' ? row.fromAgreedAt : row.toAgreedAt)) await writeDeclined(ctx, declined, other)
	})
}

/** The asking side, or an officer who asked for two, takes the asking back before it is answered. */
export async function withdrawIntroduction(ctx: Ctx, introductionId: string) {
	await transact(ctx, async (ctx) => {
		const { row, standings } = await loadIntroduction(ctx, introductionId, { lock: true })
		const byOwn = !row.byOfficer && introductionPolicy.speakFor(ctx.actor, standings.from)
		authorize(byOwn || introductionPolicy.mediate(ctx.actor))
		const withdrawn = await moveIntroduction(ctx, row, 'withdrawn', { endedBy: byOwn ? 'from' : 'service' })
		await audit(ctx, 'introduction.withdrawn', `introduction:${row.id}`)
		if (await isHeld(ctx, row)) return
		await writeWithdrawn(ctx, withdrawn, 'to')
		if (!byOwn) await writeWithdrawn(ctx, withdrawn, 'from')
	})
}

/**
 * Either side, or an officer, says that it has come to its end. Contact details are no longer shown here; each side is asked
 * what came of it, unless it has been.
 */
export async function closeIntroduction(ctx: Ctx, introductionId: string) {
	await transact(ctx, async (ctx) => {
		const { row, standings, side } = await loadIntroduction(ctx, introductionId, { lock: true })
		const byOwn = side !== null && introductionPolicy.speakFor(ctx.actor, standings[side])
		authorize(byOwn || introductionPolicy.mediate(ctx.actor))
		const closed = await moveIntroduction(ctx, row, 'closed', { endedBy: byOwn ? side : 'service' })
		await audit(ctx, 'introduction.closed', `introduction:${row.id}`)
		await askForOutcome(ctx, closed)
	})
}

/**
 * One introduction for its page: the two sides as this reader may know them, the messages, what each said of the outcome
 * (the reader's own, or all for the office), contact details only while it is accepted, and what the actor may do.
 */
export async function getIntroduction(ctx: Ctx, introductionId: string) {
	const loaded = await loadIntroduction(ctx, introductionId)
	const { row, standings, side } = loaded
	const office = mayReadExchange(ctx.actor)
	const reader = office ? null : side
	const { listing, ...parties } = (await partiesOf(ctx, [row], () => reader)).get(row.id)!
	const messages = await ctx.db
		.selectFrom('introductionMessage')
		.select(['id', 'side', 'text', 'sentAt'])
		.where('introductionId', '=', row.id)
		.orderBy('sentAt')
		.orderBy('id')
		.execute()
	const outcomes = await ctx.db
		.selectFrom('introductionOutcome')
		.select(['side', 'outcome', 'satisfaction', 'note', 'saidAt'])
		.where('introductionId', '=', row.id)
		.$if(reader !== null, (query) => query.where('side', '=', reader!))
		.orderBy('side')
		.execute()
	const leads = side !== null && introductionPolicy.speakFor(ctx.actor, standings[side])
	const awaited = side !== null && row.status === 'asked' && (side === 'from' ? row.fromAgreedAt : row.toAgreedAt) === null
	const mediates = introductionPolicy.mediate(ctx.actor)
	const declinedBySelf = row.endedBy !== null && row.endedBy === side
	return {
		id: row.id,
		reference: row.reference,
		status: row.status as IntroductionStatus,
		byOfficer: row.byOfficer,
		message: row.message,
		reasons: row.reasons as Reason[],
		askedAt: row.askedAt,
		lapsesAt: row.lapsesAt,
		fromAgreedAt: row.fromAgreedAt,
		toAgreedAt: row.toAgreedAt,
		endedAt: row.endedAt,
		endedBy: row.endedBy as Side | 'service' | null,
		reminders: row.reminders,
		declineReason: office || declinedBySelf ? row.declineReason : null,
		declineNote: office || declinedBySelf || row.noteShared ? row.declineNote : null,
		noteShared: row.noteShared,
		side,
		parties,
		listing,
		messages,
		outcomes,
		contacts:
			row.status === 'accepted'
				? { from: await contactsFor(ctx, row.fromOrganisation), to: await contactsFor(ctx, row.toOrganisation) }
				: null,
		can: {
			agree: leads && awaited && row.lapsesAt > ctx.now,
			decline: leads && awaited,
			withdraw:
				row.status === 'asked' && ((!row.byOfficer && introductionPolicy.speakFor(ctx.actor, standings.from)) || mediates),
			close: row.status === 'accepted' && (leads || mediates),
			write: isStanding(row.status) && (mediates || (side !== null && introductionPolicy.write(ctx.actor, standings[side]))),
			sayOutcome: leads && mayHaveOutcome(row.status),
			block: leads && !(side === 'from' && isVeiled(row)),
			report: !office && side !== null
		}
	}
}

async function contactsFor(ctx: Ctx, organisationId: string) {
	const people = await peopleAnswering(ctx, organisationId)
	return people.map(({ name, function: post, contactEmail, phone }) => ({ name, function: post, email: contactEmail, phone }))
}

/** The organisation on the other side, for blocking it; 404 for who does not know it yet, 403 for who may not speak. */
export async function counterpartOf(ctx: Ctx, introductionId: string): Promise<{ own: string; other: string }> {
	const loaded = await loadIntroduction(ctx, introductionId)
	const side = speakingFor(loaded, ctx)
	if (side === 'from' && isVeiled(loaded.row)) return notFound()
	return { own: organisationOf(loaded.row, side), other: organisationOf(loaded.row, otherSide(side)) }
}
