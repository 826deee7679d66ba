import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import { keepFile, type Received } from '#platform/files.server'
import type { Localized } from '#platform/i18n'
import { callDocuments, lockCall, refOfCall, type CallDocument } from './call-rows.server.ts'
import { publicCall } from './calls.server.ts'
import { callPolicy } from './policy.ts'

const MOST_DOCUMENTS = 20

/** Adds a document, before or after publication: what applicants read can grow. */
export async function addDocument(
	ctx: Ctx,
	callId: string,
	{ title, file }: { title: Localized; file: Received }
): Promise<void> {
	await transact(ctx, async (ctx) => {
		const call = await lockCall(ctx, callId)
		authorize(callPolicy.edit(ctx.actor, call))
		if (call.status !== 'draft' && call.status !== 'published') throw new RuleBroken('error.call.over')
		const documents = await callDocuments(ctx, callId)
		if (documents.length >= MOST_DOCUMENTS) throw new RuleBroken('error.call.too_many', null, { count: MOST_DOCUMENTS })
		const kept = await keepFile(ctx, file, { kind: 'call', id: callId })
		await ctx.db
			.insertInto('callDocument')
			.values({
				id: uuidv7(),
				callId,
				fileId: kept.id,
				title: JSON.stringify(title),
				position: (documents.at(-1)?.position ?? 0) + 1
			})
			.execute()
		await audit(ctx, 'call.document-added', refOfCall(callId), { file: kept.id, published: call.status !== 'draft' })
	})
}

/** Takes a document off a draft. What was published with a call stays. */
export async function removeDocument(ctx: Ctx, callId: string, id: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const call = await lockCall(ctx, callId)
		authorize(callPolicy.edit(ctx.actor, call))
		if (call.status !== 'draft') throw new RuleBroken('error.call.published')
		const gone = await ctx.db
			.deleteFrom('callDocument')
			.where('id', '=', id)
			.where('callId', '=', callId)
			.returning('fileId')
			.executeTakeFirst()
		if (!gone) return notFound()
		await audit(ctx, 'call.document-removed', refOfCall(callId), { file: gone.fileId })
	})
}

/** The file behind a document: everybody's once the call is published, the office's before. */
export async function documentFile(ctx: Ctx, callId: string, id: string): Promise<CallDocument> {
	if (!callPolicy.view(ctx.actor)) await publicCall(ctx, callId)
	return (await callDocuments(ctx, callId)).find((document) => document.id === id) ?? notFound()
}
