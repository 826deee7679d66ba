import { sql } from 'kysely'
import type { Ctx } from '#platform/ctx'
import { removeFile } from '#platform/files.server'

/**
 * What applications that were not selected said, once their time after the decision is over: answers, drafts, messages,
 * authors and files go. That they were filed and how they were judged stays, and the digests the public record holds.
 * Returns how many applications.
 */
export async function forgetRejected(ctx: Ctx, before: Date): Promise<number> {
	const { rows } = await sql<{ id: string }>`
		select a.id from application a join call c on c.id = a.call_id
		where c.decided_at < ${before} and a.status not in ('selected', 'draft') and a.answers <> '{}'
		limit 2000 for update of a`.execute(ctx.db)
	const ids = rows.map(({ id }) => id)
	if (!ids.length) return 0
	const files = await ctx.db
		.selectFrom('applicationFile')
		.innerJoin('storedFile', 'storedFile.id', 'applicationFile.fileId')
		.select('fileId')
		.distinct()
		.where('applicationId', 'in', ids)
		.where('storedFile.removedAt', 'is', null)
		.execute()
	for (const table of [
		'applicationFile',
		'applicationDraft',
		'applicationMessage',
		'applicationAuthor',
		'authorInvitation'
	] as const)
		await ctx.db.deleteFrom(table).where('applicationId', 'in', ids).execute()
	await ctx.db
		.updateTable('filing')
		.set({ answers: '{}', files: '[]', filedBy: null })
		.where('applicationId', 'in', ids)
		.execute()
	await ctx.db.updateTable('application').set({ answers: '{}', title: '', accountId: null }).where('id', 'in', ids).execute()
	for (const { fileId } of files) await removeFile(ctx, fileId)
	return ids.length
}
