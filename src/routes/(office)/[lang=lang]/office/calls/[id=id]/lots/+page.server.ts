import { redirect } from '@sveltejs/kit'
import { setRules } from '#modules/calls/call-drafts.server'
import { lotForm, rulesForm } from '#modules/calls/call-parts-schema'
import { saveLot } from '#modules/calls/call-parts.server'
import { getCallParts } from '#modules/calls/calls.server'
import { invalid, parseForm, refuse } from '#platform/http.server'
import { editedId, partActions } from '../../part-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url, parent }) => {
	await parent()
	const { lots } = await getCallParts(ctx, params.id)
	return { lots, edited: lots.find(({ id }) => id === editedId(url)) ?? null, saved: url.searchParams.has('saved') }
}

export const actions: Actions = {
	rules: async ({ locals: { ctx }, params, request, url }) => {
		const form = await parseForm(request, rulesForm)
		if (!form.ok) return invalid(form)
		try {
			await setRules(ctx, params.id, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${url.pathname}?saved`)
	},
	save: async ({ locals: { ctx }, params, request, url }) => {
		const form = await parseForm(request, lotForm)
		if (!form.ok) return invalid(form)
		try {
			await saveLot(ctx, params.id, editedId(url), form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${url.pathname}?saved`)
	},
	...partActions('lot')
}
