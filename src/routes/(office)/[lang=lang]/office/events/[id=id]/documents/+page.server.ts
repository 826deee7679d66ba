import { redirect } from '@sveltejs/kit'
import { addDocument, listDocuments, removeDocument } from '#modules/events/event-documents.server'
import { getEvent } from '#modules/events/events.server'
import { documentKinds, documentShape, partForm } from '#modules/events/schema'
import { authorize } from '#platform/errors'
import { receiveUpload, UploadRefused } from '#platform/files.server'
import { refuse } from '#platform/http.server'
import { action } from '../../../../../../organisation-actions.ts'
import type { Actions, PageServerLoad } from './$types'

const MEGABYTE = 1024 * 1024

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => ({
	event: await getEvent(ctx, params.id),
	documents: await listDocuments(ctx, params.id),
	kinds: documentKinds,
	saved: url.searchParams.has('notice')
})

export const actions: Actions = {
	add: async ({ locals: { ctx }, params, request, url }) => {
		// Before a byte of the file is read.
		authorize((await getEvent(ctx, params.id)).can.edit)
		let values = {}
		try {
			const upload = await receiveUpload(ctx, request, {
				field: 'file',
				types: ['pdf', 'docx', 'xlsx', 'pptx', 'odt', 'ods', 'odp', 'png', 'jpeg', 'webp'],
				maxBytes: 20 * MEGABYTE
			})
			values = upload.values
			const shape = documentShape.safeParse(upload.values)
			if (!shape.success) throw new UploadRefused('error.one_language', 'title', 422, {}, upload.values)
			await addDocument(ctx, params.id, upload.file!, shape.data)
		} catch (cause) {
			return refuse(cause, cause instanceof UploadRefused ? cause.values : values)
		}
		redirect(303, `${url.pathname}?notice=saved`)
	},
	remove: action(partForm, 'saved', (ctx, eventId, { id }) => removeDocument(ctx, eventId, id))
}
