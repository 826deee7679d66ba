import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import { keepFile, removeFile, signDownload, type Received } from '#platform/files.server'
import type { FileType } from '#platform/file-types'
import type { Localized } from '#platform/i18n'
import { projectPolicy } from './policy.ts'
import { lockToTell, projects, readProject, refOf } from './project-rows.server.ts'
import type { DocumentInput } from './schema.ts'

/** What a project's documents may be: what people write, tables, pictures. */
export const documentTypes: readonly FileType[] = ['pdf', 'docx', 'odt', 'xlsx', 'ods', 'jpeg', 'png']
export const DOCUMENT_BYTES = 20 * 1024 * 1024
const MOST_DOCUMENTS = 100
/** Long enough to open it, too short to be passed on for good. */
const ADDRESS_MS = 10 * 60_000

/** Its documents, the oldest first. Asks no permission. */
export const documentsOf = async (ctx: Ctx, projectId: string) =>
	(
		await ctx.db
			.selectFrom('projectDocument')
			.innerJoin('storedFile', 'storedFile.id', 'fileId')
			.select([
				'projectDocument.id',
				'fileId',
				'title',
				'public',
				'addedAt',
				'storedFile.name',
				'storedFile.bytes',
				'storedFile.type'
			])
			.where('projectId', '=', projectId)
			.where('storedFile.removedAt', 'is', null)
			.orderBy('addedAt')
			.orderBy('projectDocument.id')
			.execute()
	).map((row) => ({ ...row, title: row.title as Localized }))

/** Adds an uploaded file. Everybody sees it when the service says so; what a partner adds waits. Returns its id. */
export async function addDocument(
	ctx: Ctx,
	projectId: string,
	{ file, title, public: shown }: DocumentInput & { file: Received }
): Promise<string> {
	return transact(ctx, async (ctx) => {
		const { project } = await lockToTell(ctx, projectId)
		if ((await documentsOf(ctx, projectId)).length >= MOST_DOCUMENTS)
			throw new RuleBroken('error.project.documents', 'file', { count: MOST_DOCUMENTS })
		const id = uuidv7()
		const stored = await keepFile(ctx, file, { kind: 'project', id: projectId })
		await ctx.db
			.insertInto('projectDocument')
			.values({
				id,
				projectId,
				fileId: stored.id,
				title: JSON.stringify(title),
				public: projectPolicy.correct(ctx.actor, project) && shown,
				addedAt: ctx.now
			})
			.execute()
		await audit(ctx, 'project.document-added', refOf(projectId), { document: id })
		return id
	})
}

/** Whether everybody sees a document: the service's to say. */
export async function showDocument(
	ctx: Ctx,
	projectId: string,
	{ document, public: shown }: { document: string; public: boolean }
) {
	await transact(ctx, async (ctx) => {
		const { project } = await lockToTell(ctx, projectId)
		authorize(projectPolicy.correct(ctx.actor, project))
		const { numUpdatedRows } = await ctx.db
			.updateTable('projectDocument')
			.set({ public: shown })
			.where('id', '=', document)
			.where('projectId', '=', projectId)
			.executeTakeFirst()
		if (numUpdatedRows === 0n) return notFound()
		await audit(ctx, shown ? 'project.document-shown' : 'project.document-hidden', refOf(projectId), { document })
	})
}

/** Takes a document away; what everybody sees only the service takes away. */
export async function removeDocument(ctx: Ctx, projectId: string, { document }: { document: string }): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { project } = await lockToTell(ctx, projectId)
		const row = await ctx.db
			.selectFrom('projectDocument')
			.select(['fileId', 'public'])
			.where('id', '=', document)
			.where('projectId', '=', projectId)
			.executeTakeFirst()
		if (!row) return notFound()
		authorize(!row.public || projectPolicy.correct(ctx.actor, project))
		await ctx.db.deleteFrom('projectDocument').where('id', '=', document).execute()
		await removeFile(ctx, row.fileId)
		await audit(ctx, 'project.document-removed', refOf(projectId), { document })
	})
}

/** Where a document can be read for the next minutes: a public one of a public project by everybody, others by its people. */
export async function documentAddress(ctx: Ctx, projectId: string, documentId: string): Promise<string> {
	const row = await ctx.db
		.selectFrom('projectDocument')
		.select(['fileId', 'public'])
		.where('id', '=', documentId)
		.where('projectId', '=', projectId)
		.executeTakeFirst()
	if (!row) return notFound()
	const project = await projects(ctx).where('id', '=', projectId).executeTakeFirst()
	if (!(row.public && project?.public)) await readProject(ctx, projectId)
	return signDownload(row.fileId, { expires: new Date(ctx.now.getTime() + ADDRESS_MS), disposition: 'inline' })
}
