import { redirect } from '@sveltejs/kit'
import { criterionForm } from '#modules/calls/call-parts-schema'
import { saveCriterion } from '#modules/calls/call-parts.server'
import { getCallParts } from '#modules/calls/calls.server'
import { invalid, parseForm, refuse } from '#platform/http.server'
import { editedId, partActions } from '../../part-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url, parent }) => {
	await parent()
	const { criteria } = await getCallParts(ctx, params.id)
	return { criteria, edited: criteria.find(({ id }) => id === editedId(url)) ?? null, saved: url.searchParams.has('saved') }
}

export const actions: Actions = {
	save: async ({ locals: { ctx }, params, request, url }) => {
		const form = await parseForm(request, criterionForm)
		if (!form.ok) return invalid(form)
		try {
			await saveCriterion(ctx, params.id, editedId(url), form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${url.pathname}?saved`)
	},
	...partActions('criterion')
}
