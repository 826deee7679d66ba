import { v7 as uuidv7 } from 'uuid'
import { assign } from '#engines/assignment/assign'
import { fairLoad } from '#engines/assignment/load'
import type { AssignmentInput } from '#engines/assignment/problem'
import { base64, fromBase64 } from '#engines/record/encoding'
import { addressesOf, affiliationsOf } from '#modules/network/affiliations.server'
import { allFields, type FormDefinition } from '#engines/forms/definition'
import { own, stringsOf, textOf, type Answers } from '#engines/forms/values'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, RuleBroken } from '#platform/errors'
import { enqueue } from '#platform/jobs.server'
import { pathOf } from '#programme/territories'
import { affinityOf, type AffinityOf } from './affinity.ts'
import { definitionOf } from './application-rows.server.ts'
import { calls, lockCall, officeCalls, refOfCall, writeCall, type Call } from './call-rows.server.ts'
import { findConflicts } from './conflicts.server.ts'
import { writeToEvaluator } from './evaluation-mails.server.ts'
import {
	candidatesOf,
	evaluatorsOf,
	isDrawn,
	pairOf,
	standingConflicts,
	type Candidate,
	type Evaluator
} from './evaluation-rows.server.ts'
import { callPolicy } from './policy.ts'
import { applicationName, evaluatorName } from './record-names.ts'
import { recordAssignment, recordDraw } from './record-steps.server.ts'
import { revealSeed } from './seeds.server.ts'

/** What a draw starts from, under the names of the record, and whose they are here. Kept with the run. */
export type DrawRun = Omit<AssignmentInput, 'load'> & {
	load: { min: number; max: number }
	/** Base64; from the seed and the signed log. */
	key: string
	applicationIds: Record<string, string>
	evaluatorIds: Record<string, string>
}
export type DrawResult = { worst: number; total: number; assigned: Record<string, string[]> }

/** The fields of this kind that were answered, as text or texts. */
const answersOf = (definition: FormDefinition, answers: Answers, kind: 'theme' | 'territory'): string[] =>
	allFields(definition).flatMap((field) => {
		if (field.kind !== kind) return []
		const answer = own(answers, field.key)
		return kind === 'theme' ? stringsOf(answer) : [textOf(answer)].filter(Boolean)
	})

const codes = (territory: string | null | undefined) => (territory ? pathOf(territory).map(({ code }) => code) : [])

/** The pairs' affinities, by application, by evaluator: from the evaluator's own entry in the network and what was filed. */
async function affinities(ctx: Ctx, applications: readonly Candidate[], evaluators: readonly Evaluator[]): Promise<number[][]> {
	const entries = await affiliationsOf(
		ctx,
		evaluators.map(({ accountId }) => accountId)
	)
	const organisations = await addressesOf(
		ctx,
		applications.flatMap(({ organisationId }) => organisationId ?? [])
	)
	const readers = evaluators.map(({ accountId }): AffinityOf => {
		const entry = entries.get(accountId)
		return { themes: entry?.themes ?? [], languages: entry?.languages ?? [], territory: codes(entry?.territory) }
	})
	const rows: number[][] = []
	for (const { formVersionId, answers, organisationId, locale } of applications) {
		const definition = await definitionOf(ctx, formVersionId)
		const organisation = organisationId ? organisations.get(organisationId) : undefined
		const themes = answersOf(definition, answers as Answers, 'theme')
		const about: AffinityOf = {
			themes: themes.length ? themes : (organisation?.themes ?? []),
			languages: [locale],
			territory: codes(answersOf(definition, answers as Answers, 'territory')[0] ?? organisation?.territory)
		}
		rows.push(readers.map((reader) => affinityOf(reader, about)))
	}
	return rows
}

/**
 * What would be drawn from now: the admitted applications, the evaluators who declared, what bars them (conflicts, lots).
 * Pairs with somebody who has not declared are none: they are not in it. Asks no permission.
 */
export async function drawInput(ctx: Ctx, call: Call) {
	const applications = await candidatesOf(ctx, call.id, ['admitted'])
	const evaluators = (await evaluatorsOf(ctx, call.id)).filter(({ withdrawnAt, declaredAt }) => !withdrawnAt && declaredAt)
	const barred = await standingConflicts(ctx, call.id)
	const conflicts = applications.flatMap((application) =>
		evaluators.flatMap((evaluator) => {
			const outside = evaluator.lots.length > 0 && !evaluator.lots.includes(application.lotId ?? '')
			return outside || barred.has(pairOf(evaluator.id, application.id))
				? [{ application: applicationName(application), evaluator: evaluatorName(evaluator) }]
				: []
		})
	)
	return {
		rows: { applications, evaluators },
		input: {
			applications: applications.map(applicationName),
			evaluators: evaluators.map(evaluatorName),
			perApplication: call.evaluatorsEach,
			affinity: await affinities(ctx, applications, evaluators),
			conflicts
		} satisfies Omit<AssignmentInput, 'load'>
	}
}

/** What keeps the draw from being made, in the order of the work; empty when it can be. */
export async function drawObstacles(ctx: Ctx, call: Call) {
	const waiting = await candidatesOf(ctx, call.id, ['filed'])
	const seats = (await evaluatorsOf(ctx, call.id)).filter(({ withdrawnAt }) => !withdrawnAt)
	return { unchecked: waiting.length, undeclared: seats.filter(({ declaredAt }) => !declaredAt) }
}

/**
 * Fixes what the draw starts from, signs it into the record, reveals the seed and queues the drawing itself, in this order and
 * in one commit: nobody can fit one to the other. For who runs the call, once. Returns the run. Throws RuleBroken
 * `error.evaluation.sealed`, `.drawn`, `.not_now`, `.unchecked`, `.undeclared`, `.empty`, `.impossible`, `.overload`.
 */
export async function drawEvaluators(ctx: Ctx, callId: string, reported: string | null): Promise<string> {
	// Before the transaction: with thousands of files it takes seconds, and a transaction holds its rows meanwhile.
	const seen = callPolicy.view(ctx.actor) ? await officeCalls(ctx).where('id', '=', callId).executeTakeFirst() : undefined
	const shared = seen?.openedAt ? fairLoad((await drawInput(ctx, seen)).input) : null
	return transact(ctx, async (ctx) => {
		const call = await lockCall(ctx, callId)
		authorize(callPolicy.run(ctx.actor, call))
		if (!call.openedAt) throw new RuleBroken('error.evaluation.sealed')
		if (await isDrawn(ctx, callId)) throw new RuleBroken('error.evaluation.drawn')
		if (call.status !== 'closed') throw new RuleBroken('error.evaluation.not_now')
		const { unchecked, undeclared } = await drawObstacles(ctx, call)
		if (unchecked) throw new RuleBroken('error.evaluation.unchecked', null, { count: unchecked })
		if (undeclared.length)
			throw new RuleBroken('error.evaluation.undeclared', null, { names: undeclared.map(({ name }) => name).join(', ') })
		// What the data shows since the declarations: a post taken up meanwhile.
		const fresh = await findConflicts(ctx, call)
		const { rows, input } = await drawInput(ctx, call)
		if (!rows.applications.length || !rows.evaluators.length) throw new RuleBroken('error.evaluation.empty')
		const load = fresh ? fairLoad(input) : shared
		if (!load) throw new RuleBroken('error.evaluation.impossible')
		const full = rows.evaluators.filter(({ most }) => most < load.max)
		if (full.length)
			throw new RuleBroken('error.evaluation.overload', null, { names: full.map(({ name }) => name).join(', '), count: load.max })
		const { seed, salt } = await revealSeed(ctx, callId, reported)
		const key = await recordDraw(ctx, callId, { ...input, seed, ...(salt !== null && { salt }) })
		const run: DrawRun = {
			...input,
			load,
			key: base64(key),
			applicationIds: Object.fromEntries(rows.applications.map((row) => [applicationName(row), row.id])),
			evaluatorIds: Object.fromEntries(rows.evaluators.map((row) => [evaluatorName(row), row.id]))
		}
		const runId = uuidv7()
		await ctx.db
			.insertInto('assignmentRun')
			.values({ id: runId, callId, input: JSON.stringify(run), result: '{}', runAt: ctx.now, runBy: ctx.actor.accountId })
			.execute()
		await writeCall(ctx, callId, { status: 'evaluation' })
		await audit(ctx, 'call.draw-begun', refOfCall(callId), { run: runId, applications: rows.applications.length })
		await enqueue(ctx, 'calls.draw', { runId })
		return runId
	})
}

/** The drawing itself, by the worker: the same however often it runs. A run that is carried out is left alone. */
export async function carryOutDraw(ctx: Ctx, runId: string): Promise<void> {
	const found = await ctx.db.selectFrom('assignmentRun').selectAll().where('id', '=', runId).executeTakeFirst()
	if (!found || 'assigned' in (found.result as object)) return
	const { key, applicationIds, evaluatorIds, ...input } = found.input as DrawRun
	const best = assign(input, fromBase64(key)!)
	// fairLoad said there is one.
	if (!best.possible) throw new Error(`run ${runId} has no assignment`)
	await transact(ctx, async (ctx) => {
		const run = await ctx.db.selectFrom('assignmentRun').select('result').where('id', '=', runId).forUpdate().executeTakeFirst()
		if (!run || 'assigned' in (run.result as object)) return
		const call = await calls(ctx).where('id', '=', found.callId).executeTakeFirstOrThrow()
		const pairs = [...best.assigned].flatMap(([application, names]) => names.map((evaluator) => ({ application, evaluator })))
		for (let from = 0; from < pairs.length; from += 1000)
			await ctx.db
				.insertInto('review')
				.values(
					pairs.slice(from, from + 1000).map(({ application, evaluator }) => ({
						id: uuidv7(),
						applicationId: applicationIds[application]!,
						evaluatorId: evaluatorIds[evaluator]!,
						runId,
						status: 'assigned',
						assignedAt: ctx.now
					}))
				)
				.execute()
		const result: DrawResult = { worst: best.worst, total: best.total, assigned: Object.fromEntries(best.assigned) }
		await ctx.db
			.updateTable('assignmentRun')
			.set({ result: JSON.stringify(result) })
			.where('id', '=', runId)
			.execute()
		await audit(ctx, 'call.evaluators-drawn', refOfCall(call.id), { run: runId, pairs: pairs.length })
		const byEvaluator = Map.groupBy(pairs, ({ evaluator }) => evaluator)
		for (const seat of await evaluatorsOf(ctx, call.id)) {
			const count = byEvaluator.get(evaluatorName(seat))?.length ?? 0
			if (count) await writeToEvaluator(ctx, call, seat, 'assigned', count)
		}
		await recordAssignment(ctx, call.id, best.assigned)
	})
}
