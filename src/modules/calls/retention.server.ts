import { sql } from 'kysely'
import type { Ctx } from '#platform/ctx'
import { removeFile } from '#platform/files.server'

/**
 * What applications that were not selected said, or that nobody filed, once their time after the decision is over (of a
 * cancelled call, after the day it would have closed): answers, drafts, messages, authors, files, receipts and letters go.
 * That they were filed and how they were judged stays, and the digests the public record holds. Returns how many applications.
 */
export async function forgetRejected(ctx: Ctx, before: Date): Promise<number> {
	const { rows } = await sql<{ id: string }>`
		select a.id from application a join call c on c.id = a.call_id
		where (c.decided_at < ${before} or (c.status = 'cancelled' and c.closes_at < ${before}))
			and a.status <> 'selected' and (a.answers <> '{}' or a.account_id is not null)
		limit 2000 for update of a`.execute(ctx.db)
	const ids = rows.map(({ id }) => id)
	if (!ids.length) return 0
	const { rows: files } = await sql<{ fileId: string }>`
		select f.id as "fileId" from stored_file f where f.removed_at is null and f.id in (
			select file_id from application_file where application_id = any(${ids}::uuid[])
			union select receipt_id from filing where application_id = any(${ids}::uuid[])
			union select letter_id from outcome where application_id = any(${ids}::uuid[]))`.execute(ctx.db)
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
