import { writeRecord } from '#engines/record/writing'
import type { CallRecord, EntryOf } from '#engines/record/schema'
import { verifyRecord } from '#engines/record/verify'
import type { Ctx } from '#platform/ctx'
import { notFound } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import { calls, officeCalls } from './call-rows.server.ts'
import { leavesOf, notaryKey, readLog, type Leaf } from './notary.server.ts'
import { rankStanding } from './panel-ranking.server.ts'
import { callPolicy } from './policy.ts'

/** The checkpoints a record is proved against: after publication, before the seed, before disclosure, and the last. */
function provingSizes(leaves: readonly Leaf[], signed: readonly number[]): number[] {
	const placeOf = (kind: EntryOf<'published'>['kind'] | 'revealed' | 'disclosed') =>
		leaves.find(({ entry }) => entry.kind === kind)?.no ?? Infinity
	const first = signed.find((size) => size > placeOf('published'))
	const last = signed.find((size) => size > (leaves.at(-1)?.no ?? Infinity))
	const before = (place: number) => signed.findLast((size) => size <= place)
	const sizes = [first, before(placeOf('revealed')), before(placeOf('disclosed')), last]
	return [...new Set(sizes.filter((size): size is number => size !== undefined))].sort((a, b) => a - b)
}

/**
 * The public file of a decided call: its lines of the log with their proofs, the rules as published, the scorecards without names, the reasons that
 * are open. Asks no permission. Undefined when the call is not in the record. Five queries and the whole log.
 */
export async function buildRecord(ctx: Ctx, callId: string): Promise<CallRecord | undefined> {
	const call = await calls(ctx).where('id', '=', callId).executeTakeFirstOrThrow()
	const leaves = await leavesOf(ctx, callId)
	if (!leaves.length) return undefined
	const checkpoints = await ctx.db.selectFrom('recordCheckpoint').select(['size', 'note']).orderBy('size').execute()
	const sizes = provingSizes(
		leaves,
		checkpoints.map(({ size }) => size)
	)
	const committed = new Set(
		leaves.flatMap(({ entry }) => (entry.kind === 'committed' ? [`${entry.application}\n${entry.evaluator}`] : []))
	)
	const { cards } = await rankStanding(ctx, call)
	return writeRecord({
		tree: await readLog(ctx),
		lines: leaves.map(({ no, entry }) => ({ index: no, entry })),
		checkpoints: checkpoints.filter(({ size }) => sizes.includes(size)),
		publicKey: notaryKey(),
		rules: leaves.find(({ entry }) => entry.kind === 'published')?.rules,
		cards: cards.filter(({ application, evaluator }) => committed.has(`${application}\n${evaluator}`)),
		reasons: leaves.flatMap(({ reason }) =>
			reason?.text === undefined ? [] : [{ digest: reason.digest, text: reason.text, salt: reason.salt }]
		)
	})
}

/** The record as it would be published, and what `verify` says of it. For the office; 404 otherwise. */
export async function checkRecord(ctx: Ctx, callId: string) {
	const call = callPolicy.view(ctx.actor) ? await officeCalls(ctx).where('id', '=', callId).executeTakeFirst() : undefined
	if (!call) return notFound()
	const leaves = await leavesOf(ctx, callId)
	const published = await ctx.db.selectFrom('callRecord').select('publishedAt').where('callId', '=', callId).executeTakeFirst()
	const decided = call.status === 'decided' || call.status === 'announced'
	const record = decided ? await buildRecord(ctx, callId) : undefined
	return {
		call: { id: call.id, reference: call.reference, title: call.title, status: call.status },
		lines: Object.entries(Object.groupBy(leaves, ({ entry }) => entry.kind)).map(([kind, lines]) => ({
			kind: kind as Leaf['entry']['kind'],
			count: lines.length,
			first: lines[0]!.no,
			at: lines[0]!.entry.at
		})),
		publishedAt: published?.publishedAt ?? null,
		verification: record ? verifyRecord(record, { publicKey: notaryKey() }) : null
	}
}

/** Published records, the latest first. Open to all. */
export async function listRecords(ctx: Ctx, limit = 100) {
	const rows = await ctx.db
		.selectFrom('callRecord')
		.innerJoin('call', 'call.id', 'callRecord.callId')
		.select(['call.id', 'call.reference', 'call.title', 'callRecord.publishedAt'])
		.orderBy('callRecord.publishedAt', 'desc')
		.limit(limit)
		.execute()
	return rows.map((row) => ({ ...row, title: row.title as Localized }))
}

/** A published record with its file; 404 before publication. Open to all. */
export async function getRecord(ctx: Ctx, callId: string) {
	const row = await ctx.db
		.selectFrom('callRecord')
		.innerJoin('call', 'call.id', 'callRecord.callId')
		.select(['call.id', 'call.reference', 'call.title', 'callRecord.publishedAt', 'callRecord.document'])
		.where('callRecord.callId', '=', callId)
		.executeTakeFirst()
	return row ? { ...row, title: row.title as Localized, document: row.document as CallRecord } : notFound()
}
