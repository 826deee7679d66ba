import { redirect } from '@sveltejs/kit'
import { mayEdit } from '#modules/newsroom/article-policy'
import { mediaForm, mediaQuery } from '#modules/newsroom/article-schema'
import { addMedia, listMedia } from '#modules/newsroom/media.server'
import { MEDIA_BYTES, mediaTypes } from '#modules/newsroom/media'
import { authorize } from '#platform/errors'
import { receiveUpload, UploadRefused } from '#platform/files.server'
import { invalid, parseQuery, refuse, type Values } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const { data, values, errors } = parseQuery(url, mediaQuery)
	const { after = null, ...filters } = data
	return { ...(await listMedia(ctx, filters, after)), q: values.q, errors, notice: url.searchParams.get('notice') }
}

export const actions: Actions = {
	default: async ({ locals: { ctx }, request, url }) => {
		// Before a byte of the file is read.
		authorize(mayEdit(ctx.actor))
		let values: Values = {}
		let id: string
		try {
			const upload = await receiveUpload(ctx, request, { field: 'file', types: mediaTypes, maxBytes: MEDIA_BYTES })
			values = upload.values
			const shape = mediaForm.safeParse(values)
			if (!shape.success)
				return invalid({
					values,
					errors: Object.fromEntries(shape.error.issues.map(({ path, message }) => [path.join('.'), message]))
				})
			id = await addMedia(ctx, { ...shape.data, file: upload.file! })
		} catch (cause) {
			return refuse(cause, cause instanceof UploadRefused ? cause.values : values)
		}
		redirect(303, `${url.pathname}/${id}?notice=added`)
	}
}
