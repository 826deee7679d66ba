import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, RuleBroken } from '#platform/errors'
import { barredFor } from './application-access.server.ts'
import { lockCall, refOfCall } from './call-rows.server.ts'
import { writeToEvaluator } from './evaluation-mails.server.ts'
import { candidatesOf, evaluatorsOf, officeCall, pairOf } from './evaluation-rows.server.ts'
import { callPolicy } from './policy.ts'
import { recordDisclosure } from './record-steps.server.ts'
import type { ReviewStatus } from './own-review.server.ts'
import { rankingOf } from './rankings.server.ts'

/** Nobody is reminded twice in this time, in milliseconds. */
const REMINDER_PAUSE = 20 * 3_600_000

/**
 * Who has handed in what: the matrix of a call. Scores, spread and outliers only once all are disclosed; until then nobody in
 * the office sees one, and never those of an application the reader is kept out of. For the office, an auditor reads.
 */
export async function reviewProgress(ctx: Ctx, callId: string) {
	const call = await officeCall(ctx, callId)
	const run = callPolicy.run(ctx.actor, call)
	const evaluators = await evaluatorsOf(ctx, callId)
	const applications = call.openedAt ? await candidatesOf(ctx, callId, ['admitted', 'selected', 'reserve', 'rejected']) : []
	const reviews = await ctx.db
		.selectFrom('review')
		.innerJoin('application', 'application.id', 'review.applicationId')
		.select(['review.applicationId', 'review.evaluatorId', 'review.status', 'review.submittedAt', 'review.remindedAt'])
		.where('application.callId', '=', callId)
		.execute()
	const byPair = new Map(reviews.map((row) => [pairOf(row.evaluatorId, row.applicationId), row]))
	const ranking = call.disclosedAt ? await rankingOf(ctx, callId) : null
	const judgements = new Map(ranking?.judgements.map((each) => [`${each.applicationId}/${each.evaluator}`, each]))
	const barred = await barredFor(ctx, callId)
	const open = reviews.filter(({ status }) => status === 'assigned' || status === 'begun')
	const lines = applications.map(({ id, reference, title }) => {
		const cells = evaluators.map((seat) => {
			const row = byPair.get(pairOf(seat.id, id))
			const judged = barred(id) ? undefined : judgements.get(`${id}/E${seat.number}`)
			return row ? { status: row.status as ReviewStatus, score: judged?.score ?? null, outlier: judged?.outlier ?? false } : null
		})
		const count = cells.filter((cell) => cell && cell.status !== 'recused').length
		return { id, reference, title, cells, missing: Math.max(0, call.evaluatorsEach - count) }
	})
	const writing = run && call.status === 'evaluation' && call.disclosedAt === null
	return {
		call: { id: call.id, reference: call.reference, title: call.title, status: call.status, committeeOn: call.committeeOn },
		disclosedAt: call.disclosedAt,
		agreement: ranking?.agreement ?? null,
		/** In the order of the ranking. */
		ranking:
			ranking?.lines.map(({ id, reference, title, ranked, calibrated }) => ({
				id,
				reference,
				title,
				place: ranked.place,
				score: barred(id) ? null : ranked.score,
				calibrated: barred(id) ? null : calibrated,
				below: !barred(id) && ranked.below.length > 0,
				after: barred(id) ? null : ranked.after
			})) ?? null,
		evaluators: evaluators.map(({ id, number, name }) => {
			const own = reviews.filter(({ evaluatorId, status }) => evaluatorId === id && status !== 'recused')
			return {
				id,
				number,
				name,
				assigned: own.length,
				submitted: own.filter(({ status }) => status === 'submitted').length,
				remindedAt: own.reduce<Date | null>(
					(latest, { remindedAt }) => (remindedAt && (!latest || remindedAt > latest) ? remindedAt : latest),
					null
				)
			}
		}),
		lines,
		open: open.length,
		can: {
			remind: writing && open.length > 0,
			disclose:
				writing &&
				open.length === 0 &&
				lines.length > 0 &&
				lines.every(({ cells }) => cells.some((cell) => cell?.status === 'submitted'))
		}
	}
}

/** Writes to those who still have files open, each at most once in twenty hours. Returns to how many. */
export async function remindEvaluators(ctx: Ctx, callId: string): Promise<number> {
	return transact(ctx, async (ctx) => {
		const call = await lockCall(ctx, callId)
		authorize(callPolicy.run(ctx.actor, call))
		if (call.status !== 'evaluation' || call.disclosedAt) throw new RuleBroken('error.evaluation.over')
		const rows = await ctx.db
			.selectFrom('review')
			.innerJoin('evaluator', 'evaluator.id', 'review.evaluatorId')
			.select(['review.id', 'review.evaluatorId', 'review.remindedAt'])
			.where('evaluator.callId', '=', callId)
			.where('evaluator.withdrawnAt', 'is', null)
			.where('review.status', 'in', ['assigned', 'begun'])
			.forUpdate('review')
			.execute()
		const pause = new Date(ctx.now.getTime() - REMINDER_PAUSE)
		let written = 0
		for (const seat of await evaluatorsOf(ctx, callId)) {
			const own = rows.filter(({ evaluatorId }) => evaluatorId === seat.id)
			if (!own.length || own.some(({ remindedAt }) => remindedAt && remindedAt > pause)) continue
			await writeToEvaluator(ctx, call, seat, 'reminded', own.length)
			await ctx.db
				.updateTable('review')
				.set({ remindedAt: ctx.now })
				.where(
					'id',
					'in',
					own.map(({ id }) => id)
				)
				.execute()
			written++
		}
		if (written) await audit(ctx, 'call.evaluators-reminded', refOfCall(callId), { count: written })
		return written
	})
}

/**
 * Ends the scoring: every review is in and its commitment signed into the record; from here they are shown and nothing is
 * scored any more. Throws RuleBroken `error.evaluation.open_reviews`, `.unread` (a file without a single review), `.over`.
 */
export async function discloseReviews(ctx: Ctx, callId: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const call = await lockCall(ctx, callId)
		authorize(callPolicy.run(ctx.actor, call))
		if (call.status !== 'evaluation' || call.disclosedAt) throw new RuleBroken('error.evaluation.over')
		const reviews = await ctx.db
			.selectFrom('review')
			.innerJoin('application', 'application.id', 'review.applicationId')
			.select(['review.status', 'review.applicationId'])
			.where('application.callId', '=', callId)
			.where('application.status', '=', 'admitted')
			.forUpdate('review')
			.execute()
		const open = reviews.filter(({ status }) => status === 'assigned' || status === 'begun').length
		if (open) throw new RuleBroken('error.evaluation.open_reviews', null, { count: open })
		const read = new Set(reviews.flatMap(({ status, applicationId }) => (status === 'submitted' ? [applicationId] : [])))
		const unread = (await candidatesOf(ctx, callId, ['admitted'])).filter(({ id }) => !read.has(id))
		if (unread.length)
			throw new RuleBroken('error.evaluation.unread', null, { names: unread.map(({ reference }) => reference).join(', ') })
		await ctx.db.updateTable('call').set({ disclosedAt: ctx.now }).where('id', '=', callId).execute()
		await audit(ctx, 'call.reviews-disclosed', refOfCall(callId), { reviews: read.size })
		await recordDisclosure(ctx, callId)
	})
}
