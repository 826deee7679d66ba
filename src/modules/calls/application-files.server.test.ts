import { Readable } from 'node:stream'
import { expect } from 'vitest'
import {
	addApplicationFile,
	applicationFileAddress,
	getFileField,
	removeApplicationFile
} from '#modules/calls/application-files.server'
import { exportApplications, writeApplicationsExport } from '#modules/calls/application-exports.server'
import { getApplication } from '#modules/calls/applications.server'
import { saveDraft } from '#modules/calls/drafts.server'
import { fileApplication } from '#modules/calls/filing.server'
import { openCall } from '#modules/calls/sealing.server'
import { openFile } from '#platform/files.server'
import { openSheet } from '#platform/sheets.server'
import { buildSignedIn } from '#test/accounts'
import { buildDraft, buildOpenCall, closeNow, newKey, today, wholeAnswers } from '#test/applications'
import { buildOfficer } from '#test/network'
import { ownHome, queued, test } from '#test/support'

ownHome()

const upload = (contents: string | Uint8Array<ArrayBuffer>, name: string) => {
	const form = new FormData()
	form.set('file', new File([contents], name))
	return new Request('http://localhost/', { method: 'POST', body: form })
}

test('files are judged by content, stay readable to the authors, and a page made before keeps them', async ({ ctx }) => {
	const draft = await buildDraft(ctx, await buildOpenCall(ctx), { title: 'Un' })
	await expect(addApplicationFile(draft.ctx, draft.id, 'statutes', upload('MZ…', 'statuts.pdf'))).rejects.toMatchObject({
		status: 415
	})
	await expect(addApplicationFile(draft.ctx, draft.id, 'title', upload('x', 'x.txt'))).rejects.toMatchObject({ status: 404 })
	await addApplicationFile(draft.ctx, draft.id, 'statutes', upload('Устав', 'устав.txt'))
	// A page loaded before the upload is saved.
	const saved = await saveDraft(draft.ctx, draft.id, { posted: { title: 'Deux' }, version: 1 })
	expect(saved).toMatchObject({ conflicts: [], answers: { title: 'Deux', statutes: [{ name: 'устав.txt' }] } })
	const { files } = await getFileField(draft.ctx, draft.id, 'statutes')
	expect(await applicationFileAddress(draft.ctx, draft.id, files[0]!.id)).toMatch(/^\/files\//)
	const stranger = await buildSignedIn(ctx)
	for (const other of [today(stranger.ctx), today(await buildOfficer(ctx))]) {
		await expect(applicationFileAddress(other, draft.id, files[0]!.id)).rejects.toMatchObject({ status: 404 })
		await expect(addApplicationFile(other, draft.id, 'statutes', upload('x', 'x.txt'))).rejects.toMatchObject({ status: 404 })
	}
	await addApplicationFile(draft.ctx, draft.id, 'statutes', upload('Autre', 'autre.txt'))
	await expect(addApplicationFile(draft.ctx, draft.id, 'statutes', upload('Trop', 'trop.txt'))).rejects.toMatchObject({
		key: 'error.applications.files'
	})
	await removeApplicationFile(draft.ctx, draft.id, files[0]!.id)
	await expect(removeApplicationFile(draft.ctx, draft.id, files[0]!.id)).rejects.toMatchObject({ status: 404 })
	expect((await getApplication(draft.ctx, draft.id)).answers.statutes).toMatchObject([{ name: 'autre.txt' }])
})

test('two hundred megabytes are refused as they stream by', async ({ ctx }) => {
	const draft = await buildDraft(ctx, await buildOpenCall(ctx))
	async function* body() {
		yield Buffer.from('--x\r\ncontent-disposition: form-data; name="file"; filename="gros.txt"\r\n\r\n')
		for (let each = 0; each < 200; each++) yield Buffer.alloc(1024 * 1024, 97)
		yield Buffer.from('\r\n--x--\r\n')
	}
	const request = new Request('http://localhost/', {
		method: 'POST',
		headers: { 'content-type': 'multipart/form-data; boundary=x' },
		body: Readable.toWeb(Readable.from(body())) as ReadableStream,
		duplex: 'half'
	} as RequestInit)
	await expect(addApplicationFile(draft.ctx, draft.id, 'statutes', request)).rejects.toMatchObject({ status: 413 })
	expect((await getFileField(draft.ctx, draft.id, 'statutes')).files).toEqual([])
})

test('what was filed with its files is read by the office once opened, and exported as text', async ({ ctx }) => {
	const callId = await buildOpenCall(ctx)
	const draft = await buildDraft(ctx, callId, { ...wholeAnswers, title: '=HYPERLINK("http://example.org")' })
	await addApplicationFile(draft.ctx, draft.id, 'statutes', upload('Déposé', 'depose.txt'))
	await fileApplication(draft.ctx, draft.id, newKey())
	const { files } = await getFileField(draft.ctx, draft.id, 'statutes')
	// Added after filing: not filed.
	await addApplicationFile(draft.ctx, draft.id, 'statutes', upload('Après', 'apres.txt'))
	const later = (await getFileField(draft.ctx, draft.id, 'statutes')).files.at(-1)!
	const staff = today(await buildOfficer(ctx))
	await expect(exportApplications(staff, callId)).rejects.toMatchObject({ key: 'error.applications.not_closed' })
	await closeNow(ctx, callId)
	await openCall(staff, callId)
	expect(await applicationFileAddress(staff, draft.id, files[0]!.id)).toMatch(/^\/files\//)
	await expect(applicationFileAddress(staff, draft.id, later.id)).rejects.toMatchObject({ status: 404 })

	const job = await exportApplications(
		{ ...staff, actor: { ...staff.actor!, freshUntil: new Date(Date.now() + 60_000) } },
		callId
	)
	expect(await queued(ctx, 'calls.export-applications')).toEqual([{ callId, locale: 'fr', accountId: staff.actor!.accountId }])
	await writeApplicationsExport(staff, { callId, accountId: staff.actor!.accountId }, job)
	const { fileId } = await ctx.db.selectFrom('jobProgress').select('fileId').where('jobId', '=', job).executeTakeFirstOrThrow()
	const sheet = await openSheet(async () => (await openFile(ctx, fileId!)).stream)
	const read: string[][] = []
	for await (const { cells } of sheet.rows()) read.push(cells)
	expect(read).toHaveLength(2)
	// As it was typed: a text, never a formula with a result of its own.
	expect(read[1]).toContain('=HYPERLINK("http://example.org")')
})
