import { redirect } from '@sveltejs/kit'
import { draftEvent } from '#modules/events/events.server'
import { servicesToRun } from '#modules/events/policy'
import { draftForm } from '#modules/events/schema'
import { authorize } from '#platform/errors'
import { invalid, parseForm, refuse } from '#platform/http.server'
import { programme } from '#programme/programme'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals: { ctx } }) => {
	const services = servicesToRun(ctx.actor, programme.services)
	authorize(services.length > 0)
	return { services }
}

export const actions: Actions = {
	default: async ({ request, locals: { ctx } }) => {
		const form = await parseForm(request, draftForm)
		if (!form.ok) return invalid(form)
		let id: string
		try {
			id = await draftEvent(ctx, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `/${ctx.locale}/office/events/${id}?notice=drafted`)
	}
}
