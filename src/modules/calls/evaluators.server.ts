import { v7 as uuidv7 } from 'uuid'
import { holdersOf } from '#modules/identity/role-holders.server'
import { maySeeReserved, mayInvite } from '#modules/identity/policy'
import { rolesOf } from '#modules/identity/roles.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, onConstraint, RuleBroken } from '#platform/errors'
import { callParts, lockCall, refOfCall, type Call } from './call-rows.server.ts'
import type { EvaluatorInput } from './evaluation-schema.ts'
import { evaluatorsOf, isDrawn, officeCall } from './evaluation-rows.server.ts'
import { writeToEvaluator } from './evaluation-mails.server.ts'
import { callPolicy } from './policy.ts'
import { recuse } from './recusals.server.ts'
import { hasReached } from './workflow.ts'

onConstraint('evaluator_account_unique', 'error.evaluation.already', 'account')
onConstraint('evaluator_number_unique', 'error.stale')

const mayBeAsked = ['evaluator', 'officer'] as const

/** The evaluators of a call with their load, and who else could be asked; for the office, an auditor reads. */
export async function listEvaluators(ctx: Ctx, callId: string) {
	const call = await officeCall(ctx, callId)
	const run = callPolicy.run(ctx.actor, call)
	const drawn = await isDrawn(ctx, callId)
	const seats = await evaluatorsOf(ctx, callId)
	const { lots } = await callParts(ctx, callId)
	const loads = await ctx.db
		.selectFrom('review')
		.innerJoin('application', 'application.id', 'review.applicationId')
		.select('review.evaluatorId')
		.select((eb) => eb.fn.countAll<number>().as('assigned'))
		.select((eb) => eb.fn.countAll<number>().filterWhere('review.status', '=', 'submitted').as('submitted'))
		.where('application.callId', '=', callId)
		.where('review.status', '<>', 'recused')
		.groupBy('review.evaluatorId')
		.execute()
	const known = new Set(seats.flatMap(({ accountId, withdrawnAt }) => (withdrawnAt ? [] : [accountId])))
	const canAdd = run && takesEvaluators(call) && !drawn
	return {
		call: { id: call.id, reference: call.reference, title: call.title, status: call.status },
		lots,
		drawn,
		evaluators: seats.map((seat) => {
			const load = loads.find(({ evaluatorId }) => evaluatorId === seat.id)
			return {
				id: seat.id,
				number: seat.number,
				name: seat.name,
				email: run ? seat.email : '',
				most: seat.most,
				lots: seat.lots,
				declaredAt: seat.declaredAt,
				withdrawnAt: seat.withdrawnAt,
				assigned: load?.assigned ?? 0,
				submitted: load?.submitted ?? 0
			}
		}),
		candidates: canAdd
			? (await holdersOf(ctx, call.blind ? ['evaluator'] : mayBeAsked, call.service)).flatMap(({ id, name, email }) =>
					known.has(id) ? [] : [{ id, name: name || email, email }]
				)
			: [],
		can: {
			add: canAdd,
			change: run && !drawn,
			withdraw: run && !hasReached(call.status, 'decided') && call.status !== 'cancelled',
			invite: canAdd && mayInvite(ctx.actor, 'evaluator', call.service)
		},
		service: call.service
	}
}

const takesEvaluators = (call: Call) => ['published', 'closed'].includes(call.status)

/**
 * Asks an account to evaluate; who withdrew earlier comes back under the same number, and declares again. Until the draw: the
 * record names those it was drawn among. In a blind call nobody of the office: they read what was filed with its names. Throws
 * RuleBroken `error.evaluation.blind_staff`, `error.evaluation.not_evaluator`, `error.evaluation.drawn`,
 * `error.evaluation.not_now`, `error.evaluation.already`.
 */
export async function addEvaluator(ctx: Ctx, callId: string, { account, most, lots }: EvaluatorInput): Promise<string> {
	return transact(ctx, async (ctx) => {
		const call = await lockCall(ctx, callId)
		authorize(callPolicy.run(ctx.actor, call))
		await checkOpen(ctx, call, lots)
		if (call.blind && (await readsFiles(ctx, call, account)))
			throw new RuleBroken('error.evaluation.blind_staff', 'account', {}, 422)
		const holder = (await holdersOf(ctx, mayBeAsked, call.service)).find(({ id }) => id === account)
		if (!holder) throw new RuleBroken('error.evaluation.not_evaluator', 'account', {}, 422)
		const seats = await evaluatorsOf(ctx, callId)
		const before = seats.find(({ accountId }) => accountId === account)
		if (before && !before.withdrawnAt) throw new RuleBroken('error.evaluation.already', 'account')
		const id = before?.id ?? uuidv7()
		const said = { most, lots, addedAt: ctx.now, addedBy: ctx.actor.accountId, withdrawnAt: null, declaredAt: null }
		const number = before?.number ?? Math.max(0, ...seats.map(({ number }) => number)) + 1
		await ctx.db
			.insertInto('evaluator')
			.values({ id, callId, accountId: account, number, ...said })
			.onConflict((conflict) => conflict.column('id').doUpdateSet(said))
			.execute()
		await audit(ctx, 'evaluator.added', refOfCall(callId), { evaluator: id, number })
		await writeToEvaluator(ctx, call, holder, 'asked')
		return id
	})
}

/** Whether the account's roles let it read what was filed, under its names. */
async function readsFiles(ctx: Ctx, call: Call, accountId: string) {
	const holder = { roles: await rolesOf(ctx, accountId) }
	return callPolicy.view(holder) && maySeeReserved(holder, call)
}

async function checkOpen(ctx: Ctx, call: Call, lots: readonly string[]) {
	if (!takesEvaluators(call)) throw new RuleBroken('error.evaluation.not_now')
	if (await isDrawn(ctx, call.id)) throw new RuleBroken('error.evaluation.drawn')
	const parts = await callParts(ctx, call.id)
	if (lots.some((lot) => !parts.lots.some(({ id }) => id === lot))) throw new RuleBroken('error.choice', 'lots', {}, 422)
}

async function lockSeat(ctx: Ctx, callId: string, id: string) {
	const seat = await ctx.db
		.selectFrom('evaluator')
		.selectAll()
		.where('id', '=', id)
		.where('callId', '=', callId)
		.where('withdrawnAt', 'is', null)
		.forUpdate()
		.executeTakeFirst()
	return seat ?? notFound()
}

/** How much an evaluator reads at most, and of which lots (none: all); until the draw. */
export async function changeEvaluator(ctx: Ctx, callId: string, input: { id: string; most: number; lots: string[] }) {
	await transact(ctx, async (ctx) => {
		const call = await lockCall(ctx, callId)
		const { id, most, lots } = input
		await lockSeat(ctx, callId, id)
		authorize(callPolicy.run(ctx.actor, call))
		await checkOpen(ctx, call, lots)
		await ctx.db.updateTable('evaluator').set({ most, lots }).where('id', '=', id).execute()
		await audit(ctx, 'evaluator.changed', refOfCall(callId), { evaluator: id, most, lots })
	})
}

/** Takes an evaluator off the call, with a reason: their open files go to somebody else, what they submitted stays. */
export async function withdrawEvaluator(ctx: Ctx, callId: string, { id, reason }: { id: string; reason: string }) {
	await transact(ctx, async (ctx) => {
		const call = await lockCall(ctx, callId)
		await lockSeat(ctx, callId, id)
		authorize(callPolicy.run(ctx.actor, call))
		if (hasReached(call.status, 'decided') || call.status === 'cancelled') throw new RuleBroken('error.evaluation.over')
		await ctx.db.updateTable('evaluator').set({ withdrawnAt: ctx.now }).where('id', '=', id).execute()
		await audit(ctx, 'evaluator.withdrawn', refOfCall(callId), { evaluator: id, reason })
		// The record is for everybody: why somebody leaves is not.
		await recuse(ctx, call, { evaluatorId: id, reason, conflict: false, told: 'Left the evaluation.' })
	})
}
