import { redirect } from '@sveltejs/kit'
import { addOrganisation } from '#modules/network/organisations.server'
import { mayKeepNetwork } from '#modules/network/policy'
import { organisationForm } from '#modules/network/schema'
import { authorize } from '#platform/errors'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals: { ctx } }) => {
	authorize(mayKeepNetwork(ctx.actor))
	return {}
}

export const actions: Actions = {
	default: async ({ request, locals: { ctx } }) => {
		const form = await parseForm(request, organisationForm)
		if (!form.ok) return invalid(form)
		let id: string
		try {
			id = await addOrganisation(ctx, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `/${ctx.locale}/office/network/organisations/${id}?notice=saved`)
	}
}
