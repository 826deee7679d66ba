import { redirect } from '@sveltejs/kit'
import { addDocument, removeDocument } from '#modules/calls/call-documents.server'
import { documentShape, partForm } from '#modules/calls/call-schema'
import { getCallDocuments, getCall } from '#modules/calls/calls.server'
import { receiveUpload, UploadRefused } from '#platform/files.server'
import { invalid, parseForm, refuse } from '#platform/http.server'
import { authorize } from '#platform/errors'
import type { Actions, PageServerLoad } from './$types'

const MEGABYTE = 1024 * 1024

export const load: PageServerLoad = async ({ locals: { ctx }, params, url, parent }) => {
	await parent()
	return { documents: await getCallDocuments(ctx, params.id), saved: url.searchParams.has('saved') }
}

export const actions: Actions = {
	add: async ({ locals: { ctx }, params, request, url }) => {
		// Before a byte of the file is read.
		authorize((await getCall(ctx, params.id)).can.correct)
		let values = {}
		try {
			const upload = await receiveUpload(ctx, request, {
				field: 'file',
				types: ['pdf', 'docx', 'xlsx', 'odt', 'ods'],
				maxBytes: 20 * MEGABYTE
			})
			values = upload.values
			const shape = documentShape.safeParse(upload.values)
			if (!shape.success) return invalid({ values: upload.values, errors: { title: 'error.one_language' } })
			await addDocument(ctx, params.id, { title: shape.data.title, file: upload.file! })
		} catch (cause) {
			return refuse(cause, cause instanceof UploadRefused ? cause.values : values)
		}
		redirect(303, `${url.pathname}?saved`)
	},
	remove: async ({ locals: { ctx }, params, request, url }) => {
		const form = await parseForm(request, partForm)
		if (!form.ok) return invalid(form)
		try {
			await removeDocument(ctx, params.id, form.data.id)
		} catch (cause) {
			return refuse(cause, {})
		}
		redirect(303, `${url.pathname}?saved`)
	}
}
