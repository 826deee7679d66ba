import { redirect } from '@sveltejs/kit'
import { visitRequestForm } from '#modules/events/visit-schema'
import { organisationsToVisitFor, requestVisit } from '#modules/events/visits.server'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx } }) => ({ organisations: await organisationsToVisitFor(ctx) })

export const actions: Actions = {
	default: async ({ locals: { ctx }, request }) => {
		const form = await parseForm(request, visitRequestForm)
		if (!form.ok) return invalid(form)
		let id: string
		try {
			id = await requestVisit(ctx, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `/${ctx.locale}/workspace/visits/${id}?notice=asked`)
	}
}
