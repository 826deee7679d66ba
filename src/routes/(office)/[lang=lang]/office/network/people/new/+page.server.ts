import { redirect } from '@sveltejs/kit'
import { addPerson } from '#modules/network/people.server'
import { mayKeepNetwork } from '#modules/network/policy'
import { personForm } from '#modules/network/schema'
import { authorize } from '#platform/errors'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals: { ctx } }) => {
	authorize(mayKeepNetwork(ctx.actor))
	return {}
}

export const actions: Actions = {
	default: async ({ request, locals: { ctx } }) => {
		const form = await parseForm(request, personForm)
		if (!form.ok) return invalid(form)
		let id: string
		try {
			id = await addPerson(ctx, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `/${ctx.locale}/office/network/people/${id}?notice=saved`)
	}
}
