import { v7 as uuidv7 } from 'uuid'
import { assign } from '#engines/assignment/assign'
import { fairLoad } from '#engines/assignment/load'
import { AFFINITY } from '#engines/assignment/problem'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, onConstraint, RuleBroken } from '#platform/errors'
import { callParts, lockCall, refOfCall, type Call } from './call-rows.server.ts'
import { drawInput, drawObstacles, type DrawResult } from './draws.server.ts'
import { writeToEvaluator } from './evaluation-mails.server.ts'
import { candidatesOf, evaluatorsOf, officeCall, pairOf, standingConflicts } from './evaluation-rows.server.ts'
import { callPolicy } from './policy.ts'
import { applicationName, evaluatorName } from './record-names.ts'
import { recordReplacement } from './record-steps.server.ts'
import { recuse } from './recusals.server.ts'

onConstraint('review_pair_unique', 'error.evaluation.pair')

/** More pairs than this are not tried out for a page: the draw itself says what came of it. */
const MOST_PREVIEWED = 20_000
const percent = (affinity: number) => Math.round((100 * affinity) / AFFINITY)

/**
 * The assignment of a call: before the draw what it would come to (loads, the worst-served application, what is in the way),
 * after it who reads what. The best worst and the best total are the same whatever the seed; who gets whom is not, so the
 * preview does not say. For the office, an auditor reads.
 */
export async function getAssignment(ctx: Ctx, callId: string) {
	const call = await officeCall(ctx, callId)
	const run = callPolicy.run(ctx.actor, call)
	const last = await ctx.db
		.selectFrom('assignmentRun')
		.select(['id', 'result', 'runAt'])
		.where('callId', '=', callId)
		.orderBy('runAt', 'desc')
		.limit(1)
		.executeTakeFirst()
	const about = {
		call: {
			id: call.id,
			reference: call.reference,
			title: call.title,
			status: call.status,
			evaluatorsEach: call.evaluatorsEach,
			seed: call.seed,
			seedCommitment: call.seedCommitment,
			publicSource: call.seedSource.kind === 'public' ? call.seedSource.source : null,
			shared: call.shareReviews
		},
		opened: call.openedAt !== null
	}
	const canChange = run && call.status === 'evaluation' && call.disclosedAt === null
	if (!last)
		return {
			...about,
			preview: call.openedAt ? await preview(ctx, call) : null,
			drawn: null,
			can: { draw: run && call.status === 'closed' && call.openedAt !== null, change: false, share: run && !call.disclosedAt }
		}
	const result = last.result as Partial<DrawResult>
	const evaluators = await evaluatorsOf(ctx, callId)
	const applications = await candidatesOf(ctx, callId, ['admitted', 'selected', 'reserve', 'rejected'])
	const barred = await standingConflicts(ctx, callId)
	const reviews = await ctx.db
		.selectFrom('review')
		.innerJoin('application', 'application.id', 'review.applicationId')
		.select(['review.applicationId', 'review.evaluatorId', 'review.status'])
		.where('application.callId', '=', callId)
		.execute()
	const pairs = new Map(reviews.map((row) => [pairOf(row.evaluatorId, row.applicationId), row.status]))
	return {
		...about,
		preview: null,
		drawn: {
			at: last.runAt,
			done: result.assigned !== undefined,
			worst: result.worst === undefined ? null : percent(result.worst),
			evaluators: evaluators.map(({ id, number, name, withdrawnAt }) => ({ id, number, name, withdrawnAt })),
			lines: applications.map(({ id, reference, title }) => ({
				id,
				reference,
				title,
				readers: evaluators.flatMap((seat) => {
					const status = pairs.get(pairOf(seat.id, id))
					return status ? [{ id: seat.id, number: seat.number, name: seat.name, status }] : []
				}),
				/** Who could take it over: neither barred nor there already. */
				free: evaluators.flatMap((seat) =>
					seat.withdrawnAt || barred.has(pairOf(seat.id, id)) || pairs.has(pairOf(seat.id, id)) || !seat.declaredAt
						? []
						: [seat.id]
				)
			}))
		},
		can: { draw: false, change: canChange, share: run && !call.disclosedAt }
	}
}

async function preview(ctx: Ctx, call: Call) {
	const { unchecked, undeclared } = await drawObstacles(ctx, call)
	const { rows, input } = await drawInput(ctx, call)
	const size = rows.applications.length * rows.evaluators.length
	const figures = {
		applications: rows.applications.length,
		evaluators: rows.evaluators.length,
		unchecked,
		undeclared: undeclared.map(({ name }) => name),
		large: size > MOST_PREVIEWED
	}
	if (!size || figures.large) return { ...figures, load: null, worst: null, total: null, short: [], full: [] }
	const load = fairLoad(input)
	// Any key: it decides among equals only.
	const best = assign({ ...input, load: load ?? { min: 0, max: rows.applications.length } }, new Uint8Array(32))
	const titleOf = new Map(rows.applications.map((row) => [applicationName(row), row.title]))
	return {
		...figures,
		load: load?.max ?? null,
		worst: best.possible ? percent(best.worst) : null,
		total: best.possible ? percent(best.total / Math.max(1, rows.applications.length * call.evaluatorsEach)) : null,
		short: best.possible
			? []
			: best.obstacles.flatMap((obstacle) =>
					obstacle.reason === 'minimum'
						? []
						: [
								{
									reference: obstacle.application,
									title: titleOf.get(obstacle.application) ?? '',
									mayRead: obstacle.mayRead.length
								}
							]
				),
		full: load ? rows.evaluators.flatMap(({ name, most }) => (most < load.max ? [{ name, most }] : [])) : []
	}
}

/** Whether evaluators read each other's reviews once all are in; until they do. */
export async function shareReviews(ctx: Ctx, callId: string, share: boolean) {
	await transact(ctx, async (ctx) => {
		const call = await lockCall(ctx, callId)
		authorize(callPolicy.run(ctx.actor, call))
		if (call.disclosedAt) throw new RuleBroken('error.evaluation.over')
		await ctx.db.updateTable('call').set({ shareReviews: share }).where('id', '=', callId).execute()
		await audit(ctx, 'call.reviews-shared', refOfCall(callId), { share })
	})
}

/** The call locked for a change by hand after the draw, with the pair it is about. */
async function changing(ctx: Ctx, callId: string, pair: { application: string; evaluator: string }) {
	const call = await lockCall(ctx, callId)
	authorize(callPolicy.run(ctx.actor, call))
	if (call.status !== 'evaluation' || call.disclosedAt) throw new RuleBroken('error.evaluation.over')
	const application = (await candidatesOf(ctx, callId, ['admitted'])).find(({ id }) => id === pair.application)
	const seat = (await evaluatorsOf(ctx, callId)).find(({ id }) => id === pair.evaluator)
	if (!application || !seat) return notFound()
	return { call, application, seat }
}

/**
 * Gives an application to one evaluator more, with a reason that is public in the record; to take the place of one who fell
 * out, or as a further opinion. Throws RuleBroken `error.evaluation.barred`, `.pair`, `.over`.
 */
export async function addReview(ctx: Ctx, callId: string, pair: { application: string; evaluator: string; reason: string }) {
	await transact(ctx, async (ctx) => {
		const { call, application, seat } = await changing(ctx, callId, pair)
		const { lots } = await callParts(ctx, callId)
		const outside = lots.length > 0 && seat.lots.length > 0 && !seat.lots.includes(application.lotId ?? '')
		const barred = (await standingConflicts(ctx, callId)).has(pairOf(seat.id, application.id))
		if (outside || barred || seat.withdrawnAt || !seat.declaredAt) throw new RuleBroken('error.evaluation.barred', 'evaluator')
		const id = uuidv7()
		await ctx.db
			.insertInto('review')
			.values({ id, applicationId: application.id, evaluatorId: seat.id, status: 'assigned', assignedAt: ctx.now })
			.execute()
		await audit(ctx, 'review.added', refOfCall(callId), {
			review: id,
			application: application.id,
			evaluator: seat.id,
			reason: pair.reason
		})
		await writeToEvaluator(ctx, call, seat, 'assigned', 1)
		await recordReplacement(ctx, callId, {
			application: applicationName(application),
			to: evaluatorName(seat),
			reason: pair.reason
		})
	})
}

/** Takes an application that is not submitted yet from an evaluator, with a reason that is public in the record. */
export async function removeReview(ctx: Ctx, callId: string, pair: { application: string; evaluator: string; reason: string }) {
	await transact(ctx, async (ctx) => {
		const { call, application, seat } = await changing(ctx, callId, pair)
		const { reason } = pair
		const taken = await recuse(ctx, call, {
			evaluatorId: seat.id,
			applicationId: application.id,
			reason,
			conflict: false,
			told: reason
		})
		if (!taken) throw new RuleBroken('error.evaluation.submitted')
	})
}
