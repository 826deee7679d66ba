import { sql } from 'kysely'
import { addressPattern } from '#modules/identity/personal-data.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { removeFile } from '#platform/files.server'
import { keptSince } from '#programme/retention'

/** Lets the files go that imports were read from; one that is gone already is only forgotten. */
async function letFilesGo(ctx: Ctx, batchIds: readonly string[]) {
	const files = await ctx.db
		.selectFrom('importBatch')
		.innerJoin('storedFile', 'storedFile.id', 'importBatch.fileId')
		.select('storedFile.id')
		.where('importBatch.id', 'in', batchIds)
		.where('storedFile.removedAt', 'is', null)
		.execute()
	await ctx.db.updateTable('importBatch').set({ fileId: null }).where('id', 'in', batchIds).execute()
	for (const { id } of files) await removeFile(ctx, id)
}

/** Deletes the rows and the file of imports that ended long ago, and of those nobody has touched since. Returns how many. */
export async function forgetImports(ctx: Ctx): Promise<number> {
	const before = keptSince('imports', ctx.now)
	return transact(ctx, async (ctx) => {
		const old = await ctx.db
			.selectFrom('importBatch')
			.select('id')
			.where((eb) => eb(eb.fn.coalesce('doneAt', 'createdAt'), '<', before))
			// The operator's command has no file, an erasure takes the file before its time: the rows go all the same.
			.where((eb) =>
				eb.or([
					eb('fileId', 'is not', null),
					eb.exists(eb.selectFrom('importRow').select('rowNo').whereRef('importRow.batchId', '=', 'importBatch.id'))
				])
			)
			.forUpdate()
			.execute()
		const ids = old.map(({ id }) => id)
		if (!ids.length) return 0
		await ctx.db.deleteFrom('importRow').where('batchId', 'in', ids).execute()
		await letFilesGo(ctx, ids)
		return ids.length
	})
}

/**
 * What files brought of an address: the rows that say it, and the originals those rows were read from. The other rows of
 * the import stay, so that one that waits for its decisions can still be carried out.
 */
export async function forgetInImports(ctx: Ctx, email: string): Promise<void> {
	const rows = await ctx.db
		.deleteFrom('importRow')
		.where(sql<boolean>`concat_ws(' ', cells, entry, problems) ~* ${addressPattern(email)}`)
		.returning('batchId')
		.execute()
	const batchIds = [...new Set(rows.map(({ batchId }) => batchId))]
	if (batchIds.length) await letFilesGo(ctx, batchIds)
}
