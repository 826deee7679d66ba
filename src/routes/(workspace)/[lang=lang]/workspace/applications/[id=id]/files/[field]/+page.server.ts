import { redirect } from '@sveltejs/kit'
import { addApplicationFile, getFileField, removeApplicationFile } from '#modules/calls/application-files.server'
import { ownIdForm } from '#modules/calls/application-schema'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => getFileField(ctx, params.id, params.field)

export const actions: Actions = {
	add: async ({ locals: { ctx }, params, request, url }) => {
		try {
			await addApplicationFile(ctx, params.id, params.field, request)
		} catch (cause) {
			return refuse(cause, {})
		}
		redirect(303, url.pathname)
	},
	remove: async ({ locals: { ctx }, params, request, url }) => {
		const form = await parseForm(request, ownIdForm)
		if (!form.ok) return invalid(form)
		try {
			await removeApplicationFile(ctx, params.id, form.data.id)
		} catch (cause) {
			return refuse(cause, {})
		}
		redirect(303, url.pathname)
	}
}
