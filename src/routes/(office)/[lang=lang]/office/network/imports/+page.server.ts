import { redirect } from '@sveltejs/kit'
import { z } from 'zod'
import { IMPORT_BYTES, listImports, startImport } from '#modules/network/imports.server'
import { mayKeepNetwork } from '#modules/network/policy'
import { authorize } from '#platform/errors'
import { receiveUpload, UploadRefused } from '#platform/files.server'
import { parseQuery, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

const query = z.object({ after: z.uuid('error.office.filter') })

export const load: PageServerLoad = async ({ locals: { ctx }, url }) =>
	listImports(ctx, parseQuery(url, query).data.after ?? null)

export const actions: Actions = {
	default: async ({ locals: { ctx }, request, url }) => {
		// Before the body is read: 50 MB are not taken in from whoever may not hand them in.
		authorize(mayKeepNetwork(ctx.actor))
		let id: string
		try {
			const { file } = await receiveUpload(ctx, request, { field: 'file', types: ['csv', 'txt', 'xlsx'], maxBytes: IMPORT_BYTES })
			id = await startImport(ctx, file!)
		} catch (cause) {
			const kind = cause instanceof UploadRefused && cause.status === 415
			return refuse(kind ? new UploadRefused('sheet.error.kind', 'file', 415, {}, {}) : cause, {})
		}
		redirect(303, `${url.pathname}/${id}`)
	}
}
