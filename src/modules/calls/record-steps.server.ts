/** What the public record says of each step of a call. A verb calls one of these last, in its own transaction. */
import { drawKey } from '#engines/record/draw'
import { base64, fromHex, digest } from '#engines/record/encoding'
import { canonicalBytes, type Json } from '#engines/record/canonical'
import type { Entry, EntryOf } from '#engines/record/schema'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { RuleBroken } from '#platform/errors'
import { asPublicCall } from './calls.server.ts'
import { callParts, calls, type Call } from './call-rows.server.ts'
import { appendLeaves, leavesOf, sealReason, signLog, type Leaf, type NewLeaf, type SealedReason } from './notary.server.ts'
import { exclusionsToTell } from './record-exclusions.server.ts'
import { applicationName, cutLots, evaluatorName, gridOf, lotOfApplication } from './record-names.ts'
import { withoutNames } from './record-privacy.server.ts'

const entriesOf = <Kind extends Entry['kind']>(leaves: readonly Leaf[], kind: Kind): EntryOf<Kind>[] =>
	leaves.flatMap(({ entry }) => (entry.kind === kind ? [entry as EntryOf<Kind>] : []))

const oneCall = (ctx: Ctx, callId: string): Promise<Call> => calls(ctx).where('id', '=', callId).executeTakeFirstOrThrow()

/** Publication: closing, grid, lots, how the draw will be made, the digest of all that is public of the call. Signed at once. */
export async function recordPublication(ctx: Ctx, callId: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const call = await oneCall(ctx, callId)
		const { lots, requirements, criteria } = await callParts(ctx, callId)
		const { id: _id, status: _status, state: _state, open: _open, updatedAt: _at, ...said } = asPublicCall(call, ctx.now)
		const rules = JSON.parse(JSON.stringify({ ...said, lots, requirements, criteria })) as Json
		const entry: Entry = {
			kind: 'published',
			call: call.reference,
			at: ctx.now.toISOString(),
			closesAt: call.closesAt!.toISOString(),
			rules: base64(digest(canonicalBytes(rules))),
			rulesOpen: true,
			grid: publishedGrid(call, criteria),
			lots: cutLots(call, lots),
			perApplication: call.evaluatorsEach,
			assignment: { method: 'optimal', load: 'balanced' },
			seed:
				call.seedSource.kind === 'public'
					? { kind: 'public', source: call.seedSource.source }
					: { kind: 'commitment', commitment: call.seedCommitment! }
		}
		// Kept as they are said here: the call itself is extended, and its seed revealed.
		await appendLeaves(ctx, callId, [{ entry, rules }])
		await signLog(ctx)
	})
}

/** The grid in the record's own type: it may not be read only. */
function publishedGrid(call: Call, criteria: Parameters<typeof gridOf>[1]): EntryOf<'published'>['grid'] {
	const { criteria: weighed, ties, ...rest } = gridOf(call, criteria)
	return { ...rest, criteria: [...weighed], ties: [...ties] } as EntryOf<'published'>['grid']
}

/** Closing: every file with its digest and the instant it came, those withdrawn since. Signed at once; a second time adds nothing. */
export async function recordClosing(ctx: Ctx, callId: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		if (!(await isRecorded(ctx, callId))) return
		const call = await oneCall(ctx, callId)
		await appendLeaves(ctx, callId, await filesToTell(ctx, call))
		await signLog(ctx)
	})
}

/** Whether the call is in the record: one published before the record was kept is not. */
export async function isRecorded(ctx: Ctx, callId: string): Promise<boolean> {
	const leaf = await ctx.db.selectFrom('recordLeaf').select('no').where('callId', '=', callId).limit(1).executeTakeFirst()
	return leaf !== undefined
}

async function filesToTell(ctx: Ctx, call: Call): Promise<NewLeaf[]> {
	const leaves = await leavesOf(ctx, call.id)
	const told = new Set(entriesOf(leaves, 'filed').map(({ application }) => application))
	const gone = new Set(entriesOf(leaves, 'withdrawn').map(({ application }) => application))
	const closesAt = entriesOf(leaves, 'published')[0]!.closesAt
	const { lots } = await callParts(ctx, call.id)
	const rows = await ctx.db
		.selectFrom('application')
		.innerJoin('filing', 'filing.id', 'application.filingId')
		.select([
			'application.id',
			'application.reference',
			'application.status',
			'application.lotId',
			'application.requestedCents',
			'application.updatedAt',
			'filing.digest',
			'filing.filedAt'
		])
		.where('application.callId', '=', call.id)
		.orderBy('filing.filedAt')
		.orderBy('application.id')
		.execute()
	const added: NewLeaf[] = []
	for (const row of rows) {
		const application = applicationName(row)
		const at = row.filedAt.toISOString()
		if (!told.has(application)) {
			const reason = at >= closesAt ? await lateReason(ctx, call, row.id) : undefined
			added.push({
				entry: {
					kind: 'filed',
					call: call.reference,
					at,
					application,
					lot: lotOfApplication(lots, row.lotId),
					amount: row.requestedCents ?? 0,
					digest: base64(fromHex(row.digest)!),
					...(reason && { late: reason.digest })
				},
				...(reason && { reason })
			})
		}
		if (row.status === 'withdrawn' && !gone.has(application))
			added.push({ entry: { kind: 'withdrawn', call: call.reference, at: row.updatedAt.toISOString(), application } })
	}
	return added
}

/** Why a file counts that came after the closing first published: an officer's permission, or the closing was moved. */
async function lateReason(ctx: Ctx, call: Call, applicationId: string): Promise<SealedReason> {
	const permission = await ctx.db
		.selectFrom('latePermission')
		.select('reason')
		.where('applicationId', '=', applicationId)
		.orderBy('givenAt', 'desc')
		.limit(1)
		.executeTakeFirst()
	const text = permission
		? await withoutNames(ctx, call.id, permission.reason)
		: `The closing was moved to ${call.closesAt!.toISOString()}, by a published decision.`
	return sealReason(text, { open: true })
}

export type DrawInput = {
	/** Names in the record (`applicationName`, `evaluatorName`). */
	applications: string[]
	evaluators: string[]
	/** By application, by evaluator, whole numbers. */
	affinity: number[][]
	/** Pairs that must not meet: declared, detected, or because of a limit of the evaluator's. */
	conflicts: { application: string; evaluator: string }[]
	seed: string
	/** Of the commitment; a public seed has none. */
	salt?: string | undefined
}

/**
 * Everything the draw starts from, signed, then the seed. Returns the key to draw from (`fairLoad` with
 * `perApplication` of the call). What was excluded so far is told with the requirement it failed. Throws RuleBroken
 * `error.record.standing` when the applications are not exactly those that stand.
 */
export async function recordDraw(ctx: Ctx, callId: string, input: DrawInput): Promise<Uint8Array> {
	return transact(ctx, async (ctx) => {
		const call = await oneCall(ctx, callId)
		const common = { call: call.reference, at: ctx.now.toISOString() }
		const files = await filesToTell(ctx, call)
		const leaves = [...(await leavesOf(ctx, callId)), ...files.map((leaf) => ({ ...leaf, no: -1 }))]
		const filed = entriesOf(leaves, 'filed')
		const gone = new Set(entriesOf(leaves, 'withdrawn').map(({ application }) => application))
		const closedAt = filed.map(({ at }) => at).reduce((a, b) => (a > b ? a : b), common.at)
		const excluded = await exclusionsToTell(ctx, call, leaves)
		const out = new Set(excluded.map(({ entry }) => (entry as EntryOf<'excluded'>).application))
		const standing = filed.map(({ application }) => application).filter((name) => !gone.has(name) && !out.has(name))
		if (standing.toSorted().join('\n') !== input.applications.toSorted().join('\n')) throw new RuleBroken('error.record.standing')
		const { applications, evaluators } = input
		await appendLeaves(ctx, callId, [
			...files,
			{ entry: { kind: 'closed', ...common, at: closedAt, filed: filed.length - gone.size, evaluators } },
			...excluded,
			...input.conflicts.map(({ application, evaluator }): NewLeaf => {
				// Kept closed: what ties people is nobody's business but that it bars.
				const reason = sealReason('conflict', { open: false })
				return { entry: { kind: 'recused', ...common, evaluator, application, reason: reason.digest }, reason }
			}),
			{ entry: { kind: 'affinities', ...common, applications, evaluators, values: input.affinity } }
		])
		const { root } = await signLog(ctx)
		const { seed, salt } = input
		await appendLeaves(ctx, callId, [{ entry: { kind: 'revealed', ...common, seed, ...(salt && { salt }) } }])
		return drawKey(seed, root)
	})
}

/** Who reads what, as drawn. `assigned` by name of application; the log must already hold the seed (`recordDraw`). */
export async function recordAssignment(
	ctx: Ctx,
	callId: string,
	assigned: ReadonlyMap<string, readonly string[]>
): Promise<void> {
	const call = await oneCall(ctx, callId)
	const common = { call: call.reference, at: ctx.now.toISOString() }
	await appendLeaves(
		ctx,
		callId,
		Array.from(assigned, ([application, evaluators]) => ({
			entry: { kind: 'assigned', ...common, application, evaluators: [...evaluators] }
		}))
	)
}

/**
 * After the draw somebody leaves a file (`from`), takes it over (`to`), or both. `recused`: because of a conflict, which
 * is told too. The reason is public: names in it are taken out.
 */
export async function recordReplacement(
	ctx: Ctx,
	callId: string,
	change: { application: string; from?: string; to?: string; reason: string; recused?: boolean }
): Promise<void> {
	const call = await oneCall(ctx, callId)
	if (!(await isRecorded(ctx, callId))) return
	const { application, from, to, recused } = change
	const common = { call: call.reference, at: ctx.now.toISOString(), application }
	const reason = sealReason(await withoutNames(ctx, callId, change.reason), { open: true })
	const kept = sealReason('conflict', { open: false })
	await appendLeaves(ctx, callId, [
		...(recused && from
			? [{ entry: { kind: 'recused' as const, ...common, evaluator: from, reason: kept.digest }, reason: kept }]
			: []),
		{ entry: { kind: 'replaced', ...common, ...(from && { from }), ...(to && { to }), reason: reason.digest }, reason }
	])
}

/** Submitted scorecards whose commitment is not in the log yet. Called at each submission, and once more before disclosure. */
export async function recordCommitments(ctx: Ctx, callId: string): Promise<void> {
	const call = await oneCall(ctx, callId)
	const leaves = await leavesOf(ctx, callId)
	if (!leaves.length) return
	const told = new Set(entriesOf(leaves, 'committed').map(({ application, evaluator }) => `${application}\n${evaluator}`))
	const rows = await ctx.db
		.selectFrom('review')
		.innerJoin('application', 'application.id', 'review.applicationId')
		.innerJoin('evaluator', 'evaluator.id', 'review.evaluatorId')
		.select(['application.reference', 'evaluator.number', 'review.commitment'])
		.where('application.callId', '=', callId)
		.where('review.status', '=', 'submitted')
		.where('review.commitment', 'is not', null)
		.orderBy('application.reference')
		.orderBy('evaluator.number')
		.execute()
	const common = { call: call.reference, at: ctx.now.toISOString() }
	await appendLeaves(
		ctx,
		callId,
		rows.flatMap((row): NewLeaf[] => {
			const pair = { application: applicationName(row), evaluator: evaluatorName(row) }
			if (told.has(`${pair.application}\n${pair.evaluator}`)) return []
			return [{ entry: { kind: 'committed', ...common, ...pair, commitment: row.commitment! } }]
		})
	)
}

/** All that was committed, signed; from here scorecards are shown. A second time adds nothing. */
export async function recordDisclosure(ctx: Ctx, callId: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		if (!(await isRecorded(ctx, callId))) return
		const call = await oneCall(ctx, callId)
		await recordCommitments(ctx, callId)
		const leaves = await leavesOf(ctx, callId)
		if (entriesOf(leaves, 'disclosed').length) return
		await appendLeaves(ctx, callId, await exclusionsToTell(ctx, call, leaves))
		await signLog(ctx)
		await appendLeaves(ctx, callId, [{ entry: { kind: 'disclosed', call: call.reference, at: ctx.now.toISOString() } }])
	})
}

/** What everything was drawn from, out of the log; null before the seed is revealed. */
export async function drawKeyOf(ctx: Ctx, callId: string): Promise<Uint8Array | null> {
	const row = await ctx.db
		.selectFrom('recordLeaf')
		.innerJoin('recordCheckpoint', 'recordCheckpoint.size', 'recordLeaf.no')
		.select(['recordLeaf.body', 'recordCheckpoint.note'])
		.where('recordLeaf.callId', '=', callId)
		.where('recordLeaf.kind', '=', 'revealed')
		.executeTakeFirst()
	if (!row) return null
	const { entry } = row.body as { entry: EntryOf<'revealed'> }
	return drawKey(entry.seed, new Uint8Array(Buffer.from(row.note.split('\n')[2]!, 'base64')))
}
