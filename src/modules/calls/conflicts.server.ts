import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { accountsById } from '#modules/identity/accounts.server'
import { addressesOf, affiliationsOf } from '#modules/network/affiliations.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import { lockCall, refOfCall, type Call } from './call-rows.server.ts'
import { detectConflicts, type ConflictReason } from './conflict-rules.ts'
import { candidatesOf, evaluatorsOf, officeCall, pairOf, type Candidate, type Evaluator } from './evaluation-rows.server.ts'
import { callPolicy } from './policy.ts'
import { recuse } from './recusals.server.ts'

export type ConflictSource = 'declared' | 'detected' | 'officer'

/** What ties evaluators and applications, read once for a whole call. Seven queries, however many there are. */
async function tiesOf(ctx: Ctx, evaluators: readonly Evaluator[], applications: readonly Candidate[]) {
	const accounts = evaluators.map(({ accountId }) => accountId)
	const affiliations = await affiliationsOf(ctx, accounts)
	const authors = await ctx.db
		.selectFrom('applicationAuthor')
		.select(['applicationId', 'accountId'])
		.where('applicationId', '=', sql<string>`any(${applications.map(({ id }) => id)}::uuid[])`)
		.execute()
	// Whoever once wrote an application together, in any call, drafts too.
	const together = await ctx.db
		.selectFrom('applicationAuthor as own')
		.innerJoin('application', 'application.id', 'own.applicationId')
		.innerJoin('applicationAuthor as other', 'other.applicationId', 'own.applicationId')
		.select(['own.accountId', 'other.accountId as otherId', 'application.organisationId'])
		.where('own.accountId', '=', sql<string>`any(${accounts}::uuid[])`)
		.execute()
	const addresses = await addressesOf(
		ctx,
		[...applications, ...together].flatMap(({ organisationId }) => organisationId ?? [])
	)
	const people = await accountsById(ctx, [
		...authors.map(({ accountId }) => accountId),
		...applications.flatMap(({ accountId }) => accountId ?? [])
	])
	const standing = (id: string) => addresses.get(id)?.standingId ?? id
	const byEvaluator = Map.groupBy(together, ({ accountId }) => accountId)
	const byApplication = Map.groupBy(authors, ({ applicationId }) => applicationId)
	return {
		evaluators: evaluators.map(({ id, accountId, email }) => ({
			id,
			accountId,
			email,
			organisations: affiliations.get(accountId)?.organisations ?? [],
			coAuthors: new Set((byEvaluator.get(accountId) ?? []).map(({ otherId }) => otherId)),
			coOrganisations: new Set(
				(byEvaluator.get(accountId) ?? []).flatMap(({ organisationId }) => (organisationId ? [standing(organisationId)] : []))
			)
		})),
		applications: applications.map(({ id, organisationId, accountId }) => {
			const address = organisationId ? addresses.get(organisationId) : undefined
			const writers = new Set((byApplication.get(id) ?? []).map((author) => author.accountId))
			if (!organisationId && accountId) writers.add(accountId)
			return {
				id,
				organisationId: organisationId && standing(organisationId),
				authors: [...writers].map((accountId) => ({ accountId, email: people.get(accountId)?.email ?? '' })),
				addresses: [address?.email, address?.website].filter((each) => typeof each === 'string')
			}
		})
	}
}

/**
 * Finds what the data shows and keeps what is new, in the caller's transaction; a conflict that was lifted stays lifted.
 * Open files that are touched are taken away. Part of declaring, of drawing and of `detectConflictsOf`.
 */
export async function findConflicts(ctx: Ctx, call: Call): Promise<number> {
	const evaluators = (await evaluatorsOf(ctx, call.id)).filter(({ withdrawnAt }) => !withdrawnAt)
	const ties = await tiesOf(ctx, evaluators, await candidatesOf(ctx, call.id))
	const found = detectConflicts(ties.evaluators, ties.applications)
	if (!found.length) return 0
	const added = await ctx.db
		.insertInto('conflict')
		.values(found.map((each) => ({ id: uuidv7(), ...each, source: 'detected', foundAt: ctx.now })))
		.onConflict((conflict) => conflict.constraint('conflict_unique').doNothing())
		.returning(['evaluatorId', 'applicationId'])
		.execute()
	for (const { evaluatorId, applicationId } of added)
		await recuse(ctx, call, { evaluatorId, applicationId, reason: 'detected', conflict: true, told: 'Recused after the draw.' })
	if (added.length) await audit(ctx, 'conflict.detected', refOfCall(call.id), { count: added.length })
	return added.length
}

/** Looks through the data again, for who runs the call, once its files are opened. Returns how many are new. */
export async function detectConflictsOf(ctx: Ctx, callId: string): Promise<number> {
	return transact(ctx, async (ctx) => {
		const call = await lockCall(ctx, callId)
		authorize(callPolicy.run(ctx.actor, call))
		if (!call.openedAt) throw new RuleBroken('error.evaluation.sealed')
		return findConflicts(ctx, call)
	})
}

/** One conflict more, in the caller's transaction; standing again if it had been lifted. The open file is taken away. */
export async function keepConflict(
	ctx: Ctx,
	call: Call,
	conflict: { applicationId: string; evaluatorId: string; source: ConflictSource; note: string }
) {
	const reason: ConflictReason = 'other'
	await ctx.db
		.insertInto('conflict')
		.values({ id: uuidv7(), ...conflict, reason, foundAt: ctx.now })
		.onConflict((clash) =>
			clash
				.constraint('conflict_unique')
				.doUpdateSet({ note: conflict.note, liftedAt: null, liftedBy: null, liftReason: null, foundAt: ctx.now })
		)
		.execute()
	const { evaluatorId, applicationId, note } = conflict
	await recuse(ctx, call, { evaluatorId, applicationId, reason: note, conflict: true, told: 'Recused after the draw.' })
}

/** An officer knows of a conflict that nobody declared and no data shows. */
export async function addConflict(
	ctx: Ctx,
	callId: string,
	{ application, evaluator, reason }: { application: string; evaluator: string; reason: string }
) {
	await transact(ctx, async (ctx) => {
		const call = await lockCall(ctx, callId)
		authorize(callPolicy.run(ctx.actor, call))
		if (!call.openedAt) throw new RuleBroken('error.evaluation.sealed')
		const seat = (await evaluatorsOf(ctx, callId)).find(({ id }) => id === evaluator)
		const candidate = (await candidatesOf(ctx, callId)).find(({ id }) => id === application)
		if (!seat || !candidate) return notFound()
		await keepConflict(ctx, call, { applicationId: application, evaluatorId: evaluator, source: 'officer', note: reason })
		await audit(ctx, 'conflict.added', refOfCall(callId), { application, evaluator })
	})
}

/**
 * Sets a conflict aside, with a reason that stays beside it: for who runs the call and is not the evaluator it is about
 * (`error.evaluation.own_conflict`).
 */
export async function liftConflict(ctx: Ctx, callId: string, { id, reason }: { id: string; reason: string }) {
	await transact(ctx, async (ctx) => {
		const call = await lockCall(ctx, callId)
		const conflict = await ctx.db
			.selectFrom('conflict')
			.innerJoin('evaluator', 'evaluator.id', 'conflict.evaluatorId')
			.select(['conflict.id', 'conflict.applicationId', 'conflict.evaluatorId', 'conflict.reason', 'evaluator.accountId'])
			.where('conflict.id', '=', id)
			.where('evaluator.callId', '=', callId)
			.where('conflict.liftedAt', 'is', null)
			.forUpdate('conflict')
			.executeTakeFirst()
		if (!conflict) return notFound()
		authorize(callPolicy.run(ctx.actor, call))
		if (conflict.accountId === ctx.actor.accountId) throw new RuleBroken('error.evaluation.own_conflict')
		await ctx.db
			.updateTable('conflict')
			.set({ liftedAt: ctx.now, liftedBy: ctx.actor.accountId, liftReason: reason })
			.where('id', '=', id)
			.execute()
		await audit(ctx, 'conflict.lifted', refOfCall(callId), {
			application: conflict.applicationId,
			evaluator: conflict.evaluatorId,
			about: conflict.reason
		})
	})
}

/** Every conflict of a call, by application; for the office, an auditor reads. Nothing before the files are opened. */
export async function listConflicts(ctx: Ctx, callId: string) {
	const call = await officeCall(ctx, callId)
	const run = callPolicy.run(ctx.actor, call)
	const evaluators = await evaluatorsOf(ctx, callId)
	const applications = call.openedAt ? await candidatesOf(ctx, callId) : []
	const rows = await ctx.db
		.selectFrom('conflict')
		.innerJoin('evaluator', 'evaluator.id', 'conflict.evaluatorId')
		.select(['conflict.id', 'applicationId', 'evaluatorId', 'source', 'reason', 'note', 'liftedAt', 'liftReason', 'foundAt'])
		.where('evaluator.callId', '=', callId)
		.orderBy('conflict.foundAt')
		.orderBy('conflict.id')
		.execute()
	const reviews = await ctx.db
		.selectFrom('review')
		.innerJoin('evaluator', 'evaluator.id', 'review.evaluatorId')
		.select(['review.applicationId', 'review.evaluatorId'])
		.where('evaluator.callId', '=', callId)
		.where('review.status', '=', 'submitted')
		.execute()
	const submitted = new Set(reviews.map(({ evaluatorId, applicationId }) => pairOf(evaluatorId, applicationId)))
	return {
		call: { id: call.id, reference: call.reference, title: call.title, status: call.status, blind: call.blind },
		opened: call.openedAt !== null,
		evaluators: evaluators.map(({ id, number, name, declaredAt, withdrawnAt }) => ({
			id,
			number,
			name,
			declaredAt,
			withdrawnAt
		})),
		applications: applications.map(({ id, reference, title }) => ({ id, reference, title })),
		conflicts: rows.map((row) => ({
			...row,
			source: row.source as ConflictSource,
			reason: row.reason as ConflictReason,
			/** Found after the scores were sealed: the panel must know. */
			late: row.liftedAt === null && submitted.has(pairOf(row.evaluatorId, row.applicationId))
		})),
		can: { run: run && call.openedAt !== null }
	}
}
