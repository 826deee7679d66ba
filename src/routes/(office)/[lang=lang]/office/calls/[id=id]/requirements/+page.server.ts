import { redirect } from '@sveltejs/kit'
import { allFields } from '#engines/forms/definition'
import { requirementForm } from '#modules/calls/call-parts-schema'
import { saveRequirement } from '#modules/calls/call-parts.server'
import { getCallParts } from '#modules/calls/calls.server'
import { workingForm } from '#modules/calls/form-versions.server'
import { invalid, parseForm, refuse } from '#platform/http.server'
import { editedId, partActions } from '../../part-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url, parent }) => {
	await parent()
	const { requirements } = await getCallParts(ctx, params.id)
	const { definition } = await workingForm(ctx, params.id)
	return {
		requirements,
		/** What the rules "a document is there" and "a declaration is given" can look at. */
		fields: allFields(definition)
			.filter(({ kind }) => kind === 'file' || kind === 'declaration')
			.map(({ key, label }) => ({ key, label })),
		edited: requirements.find(({ id }) => id === editedId(url)) ?? null,
		saved: url.searchParams.has('saved')
	}
}

export const actions: Actions = {
	save: async ({ locals: { ctx }, params, request, url }) => {
		const form = await parseForm(request, requirementForm)
		if (!form.ok) return invalid(form)
		try {
			await saveRequirement(ctx, params.id, editedId(url), form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${url.pathname}?saved`)
	},
	...partActions('requirement')
}
