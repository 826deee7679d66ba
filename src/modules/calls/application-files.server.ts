import { v7 as uuidv7 } from 'uuid'
import { findField, type FieldOf } from '#engines/forms/definition'
import { filesOf, own, type FileAnswer } from '#engines/forms/values'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import { keepFile, receiveUpload, signDownload } from '#platform/files.server'
import { checkDeclared, checkNotBarred } from './application-access.server.ts'
import { applicationPolicy, isWritable, takesFiling } from './application-policy.ts'
import { definitionOf, findApplication, ownApplication, refOfApplication, type Application } from './application-rows.server.ts'
import { writable, writeAnswers } from './drafts.server.ts'

/** Files ever sent to one application, those taken out again included: a draft is no storage. */
const MOST_FILES = 200
/** How long an address to read a file from is good for, in milliseconds. */
const ADDRESS_MS = 60_000

async function fieldOf(ctx: Ctx, application: Application, key: string): Promise<FieldOf<'file'>> {
	const field = findField(await definitionOf(ctx, application.formVersionId), key)
	return field?.kind === 'file' ? field : notFound()
}

/** A file field with what is in it, for its page; 404 to who is no author. */
export async function getFileField(ctx: Ctx, id: string, key: string) {
	const application = await ownApplication(ctx, id)
	const field = await fieldOf(ctx, application, key)
	const definition = await definitionOf(ctx, application.formVersionId)
	return {
		application: { id, reference: application.reference, title: application.title },
		page: definition.pages.find(({ fields }) => fields.some((each) => each.key === key))!.key,
		field,
		files: filesOf(own(application.answers, key)),
		can: {
			write:
				applicationPolicy.write(ctx.actor, application.role) &&
				isWritable(application.status) &&
				takesFiling(application.call, application.lateUntil, ctx.now)
		}
	}
}

/**
 * Takes the file of a multipart form (`file`) into a field. It is judged by its contents, size and name as it streams to disk,
 * never whole in memory, and asked about before the first byte is read. Throws UploadRefused, and RuleBroken
 * `error.applications.files` when the field is full.
 */
export async function addApplicationFile(ctx: Ctx, id: string, key: string, request: Request): Promise<void> {
	const application = await ownApplication(ctx, id)
	authorize(applicationPolicy.write(ctx.actor, application.role))
	const field = await fieldOf(ctx, application, key)
	if (!isWritable(application.status) || !takesFiling(application.call, application.lateUntil, ctx.now))
		throw new RuleBroken('error.applications.closed')
	const { file } = await receiveUpload(ctx, request, {
		field: 'file',
		types: field.types,
		maxBytes: field.maxMegabytes * 1024 * 1024
	})
	await transact(ctx, async (ctx) => {
		const application = await writable(ctx, id)
		const definition = await definitionOf(ctx, application.formVersionId)
		const files = filesOf(own(application.answers, key))
		const { sent } = await ctx.db
			.selectFrom('applicationFile')
			.select((eb) => eb.fn.countAll<number>().as('sent'))
			.where('applicationId', '=', id)
			.executeTakeFirstOrThrow()
		if (files.length >= field.maxFiles || sent >= MOST_FILES)
			throw new RuleBroken('error.applications.files', 'file', { max: Math.min(field.maxFiles, MOST_FILES) })
		const stored = await keepFile(ctx, file!, { kind: 'application', id })
		const fileId = uuidv7()
		await ctx.db
			.insertInto('applicationFile')
			.values({
				id: fileId,
				applicationId: id,
				field: key,
				fileId: stored.id,
				addedAt: ctx.now,
				addedBy: ctx.actor?.accountId ?? null
			})
			.execute()
		const answer: FileAnswer = { id: fileId, name: stored.name, bytes: stored.bytes, type: stored.type }
		await writeAnswers(ctx, application, definition, { ...application.answers, [key]: [...files, answer] }, 'saved')
		await audit(ctx, 'application.file-added', refOfApplication(id), { field: key, file: fileId })
	})
}

/** Takes a file out of the draft. It is kept, for an earlier filing may hold it. */
export async function removeApplicationFile(ctx: Ctx, id: string, fileId: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const application = await writable(ctx, id)
		const row = await ctx.db
			.updateTable('applicationFile')
			.set({ removedAt: ctx.now })
			.where('id', '=', fileId)
			.where('applicationId', '=', id)
			.where('removedAt', 'is', null)
			.returning('field')
			.executeTakeFirst()
		if (!row) return notFound()
		const definition = await definitionOf(ctx, application.formVersionId)
		const files = filesOf(own(application.answers, row.field)).filter((each) => each.id !== fileId)
		const answers = { ...application.answers, [row.field]: files }
		if (!files.length) delete answers[row.field]
		await writeAnswers(ctx, application, definition, answers, 'saved')
		await audit(ctx, 'application.file-removed', refOfApplication(id), { field: row.field, file: fileId })
	})
}

/**
 * An address to read a file of an application from, for a minute and this account: its authors always, the staff once the
 * files of the call are opened and if it is in the filing. 404 to everybody else. Throws RuleBroken
 * `error.applications.recused`, `error.applications.undeclared` to staff who must not see it, or not yet.
 */
export async function applicationFileAddress(ctx: Ctx, id: string, fileId: string): Promise<string> {
	const application = ctx.actor ? await findApplication(ctx, id) : undefined
	const office = application !== undefined && applicationPolicy.readOpened(ctx.actor, application.call)
	if (!application || !(application.role || office)) return notFound()
	const row = await ctx.db
		.selectFrom('applicationFile')
		.select('applicationFile.fileId')
		.where('id', '=', fileId)
		.where('applicationId', '=', id)
		.executeTakeFirst()
	if (!row) return notFound()
	if (!application.role) {
		await checkDeclared(ctx, application.callId)
		await checkNotBarred(ctx, application)
		const filing = application.filingId
			? await ctx.db.selectFrom('filing').select('files').where('id', '=', application.filingId).executeTakeFirst()
			: undefined
		if (!((filing?.files ?? []) as { id: string }[]).some((each) => each.id === fileId)) return notFound()
	}
	return signed(ctx, row.fileId)
}

/** The receipt of the filing that stands, to an author; 404 while it is being made. */
export async function receiptAddress(ctx: Ctx, id: string): Promise<string> {
	const application = await ownApplication(ctx, id)
	const filing = application.filingId
		? await ctx.db.selectFrom('filing').select('receiptId').where('id', '=', application.filingId).executeTakeFirst()
		: undefined
	return filing?.receiptId ? signed(ctx, filing.receiptId) : notFound()
}

const signed = (ctx: Ctx, fileId: string) =>
	signDownload(fileId, { expires: new Date(ctx.now.getTime() + ADDRESS_MS), accountId: ctx.actor!.accountId })
