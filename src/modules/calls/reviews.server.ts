import { randomBytes } from 'node:crypto'
import { cardCommitment } from '#engines/record/writing'
import { mayWrite } from '#modules/identity/policy'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, RuleBroken } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import { callParts, refOfCall, type Call } from './call-rows.server.ts'
import { keepConflict } from './conflicts.server.ts'
import type { ReviewInput } from './evaluation-schema.ts'
import { cardOf } from './record-names.ts'
import { recordCommitments } from './record-steps.server.ts'
import { ownReview, type ReviewStatus } from './own-review.server.ts'
import { isScore, problemsOfReview, type Scores } from './review-rules.ts'
import { readable } from './review-reading.server.ts'

/** Whether reviews of the call are being written: from the draw until they are disclosed. */
const isWritable = (call: Call) => call.status === 'evaluation' && call.disclosedAt === null

/** A review with its file, its grid and what may be done; the others' once all are in, where the call says so. */
export async function getReview(ctx: Ctx, id: string) {
	const review = await ownReview(ctx, id)
	const { call } = review
	const { criteria, lots } = await callParts(ctx, call.id)
	const open = isWritable(call) && review.status !== 'submitted' && mayWrite(ctx.actor)
	const shared = call.shareReviews && call.disclosedAt !== null && review.status === 'submitted'
	const others = shared
		? await ctx.db
				.selectFrom('review')
				.innerJoin('evaluator', 'evaluator.id', 'review.evaluatorId')
				.select(['evaluator.number', 'review.scores', 'review.comment'])
				.where('review.applicationId', '=', review.applicationId)
				.where('review.id', '<>', id)
				.where('review.status', '=', 'submitted')
				.orderBy('evaluator.number')
				.execute()
		: null
	return {
		id,
		status: review.status,
		version: review.version,
		scores: review.scores,
		comment: review.comment,
		submittedAt: review.submittedAt,
		commitment: review.commitment,
		reference: review.reference,
		title: call.blind ? null : review.title,
		lot: (lots.find(({ id }) => id === review.lotId)?.title ?? null) as Localized | null,
		call: { id: call.id, title: call.title, reference: call.reference, blind: call.blind, committeeOn: call.committeeOn },
		criteria,
		problems: open ? problemsOfReview(criteria, review.scores) : [],
		file: ['evaluation', 'panel'].includes(call.status) ? await readable(ctx, call, review.applicationId) : null,
		others: others?.map((each) => ({ ...each, scores: each.scores as Scores })) ?? null,
		can: { write: open, recuse: open }
	}
}

async function writable(ctx: Ctx, id: string) {
	const review = await ownReview(ctx, id, { lock: true })
	authorize(mayWrite(ctx.actor))
	if (review.status === 'submitted') throw new RuleBroken('error.evaluation.submitted')
	if (!isWritable(review.call)) throw new RuleBroken('error.evaluation.over')
	return review
}

/**
 * Keeps what an evaluator has so far; nothing need be complete. Returns the new version. Throws RuleBroken `error.stale` when
 * another window saved since, `error.review.score` for a score outside its scale, `error.evaluation.submitted`, `.over`.
 */
export async function saveReview(ctx: Ctx, id: string, { version, scores, comment }: ReviewInput): Promise<number> {
	return transact(ctx, async (ctx) => {
		const review = await writable(ctx, id)
		if (review.version !== version) throw new RuleBroken('error.stale')
		const { criteria } = await callParts(ctx, review.callId)
		const kept: Scores = {}
		for (const criterion of criteria) {
			const given = scores[criterion.id]
			if (!given) continue
			if (given.score !== null && !isScore(criterion, given.score))
				throw new RuleBroken(
					'error.review.score',
					`score.${criterion.id}`,
					{ min: criterion.scaleMin, max: criterion.scaleMax },
					422
				)
			kept[criterion.id] = given
		}
		await ctx.db
			.updateTable('review')
			.set({ scores: JSON.stringify(kept), comment, status: 'begun', version: version + 1 })
			.where('id', '=', id)
			.execute()
		if (review.status === 'assigned') await audit(ctx, 'review.begun', refOfCall(review.callId), { review: id })
		return version + 1
	})
}

/**
 * Submits what was saved, for good: a commitment to it goes into the public record before anybody sees another's, so it cannot
 * change any more. Throws RuleBroken with the first thing missing (422), `error.stale`, `error.evaluation.submitted`, `.over`.
 */
export async function submitReview(ctx: Ctx, id: string, version: number): Promise<void> {
	await transact(ctx, async (ctx) => {
		const review = await writable(ctx, id)
		if (review.version !== version) throw new RuleBroken('error.stale')
		const { criteria } = await callParts(ctx, review.callId)
		const [problem] = problemsOfReview(criteria, review.scores)
		if (problem) throw new RuleBroken(problem.key, problem.field, problem.params, 422)
		const salt = randomBytes(16).toString('base64')
		const remarksSalt = randomBytes(16).toString('base64')
		const commitment = cardCommitment(cardOf({ ...review, salt, remarksSalt }))
		await ctx.db
			.updateTable('review')
			.set({ status: 'submitted', submittedAt: ctx.now, salt, remarksSalt, commitment, version: version + 1 })
			.where('id', '=', id)
			.execute()
		await audit(ctx, 'review.submitted', refOfCall(review.callId), { review: id, commitment })
		await recordCommitments(ctx, review.callId)
	})
}

/** An evaluator finds, with the file open, that they must not judge it: it is gone at once, with what they had written. */
export async function recuseReview(ctx: Ctx, id: string, reason: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const review = await writable(ctx, id)
		await keepConflict(ctx, review.call, {
			applicationId: review.applicationId,
			evaluatorId: review.evaluatorId,
			source: 'declared',
			note: reason
		})
	})
}

/** The calls the actor evaluates, what each waits for, and their files with where each stands. Empty for who evaluates none. */
export async function ownEvaluations(ctx: Ctx) {
	if (!ctx.actor) return []
	const seats = await ctx.db
		.selectFrom('evaluator')
		.innerJoin('call', 'call.id', 'evaluator.callId')
		.select(['evaluator.id', 'evaluator.number', 'evaluator.declaredAt', 'call.id as callId', 'call.title', 'call.reference'])
		.select(['call.status', 'call.blind', 'call.openedAt', 'call.disclosedAt', 'call.committeeOn', 'call.closesAt'])
		.where('evaluator.accountId', '=', ctx.actor.accountId)
		.where('evaluator.withdrawnAt', 'is', null)
		.where('call.status', '<>', 'cancelled')
		.orderBy('call.closesAt', 'desc')
		.orderBy('call.id')
		.execute()
	const reviews = await ctx.db
		.selectFrom('review')
		.innerJoin('application', 'application.id', 'review.applicationId')
		.innerJoin('evaluator', 'evaluator.id', 'review.evaluatorId')
		.select(['review.id', 'review.evaluatorId', 'review.status', 'application.reference', 'application.title'])
		.where('evaluator.accountId', '=', ctx.actor.accountId)
		.where('evaluator.withdrawnAt', 'is', null)
		.orderBy('application.reference')
		.execute()
	return seats.map((seat) => ({
		id: seat.callId,
		title: seat.title as Localized,
		reference: seat.reference,
		blind: seat.blind,
		committeeOn: seat.committeeOn,
		closesAt: seat.closesAt,
		state: stateOf(seat),
		reviews: seat.declaredAt
			? reviews
					.filter(({ evaluatorId }) => evaluatorId === seat.id)
					.map(({ id, status, reference, title }) => ({
						id,
						reference,
						status: status as ReviewStatus,
						// Who stood down has no file any more.
						title: seat.blind || status === 'recused' ? null : title
					}))
			: []
	}))
}

type SeatState = 'sealed' | 'over' | 'declare' | 'reviewing' | 'waiting'

const stateOf = (seat: {
	status: string
	openedAt: Date | null
	declaredAt: Date | null
	disclosedAt: Date | null
}): SeatState => {
	if (!seat.openedAt) return 'sealed'
	if (seat.disclosedAt || !['closed', 'evaluation'].includes(seat.status)) return 'over'
	if (!seat.declaredAt) return 'declare'
	return seat.status === 'evaluation' ? 'reviewing' : 'waiting'
}
