import { redirect } from '@sveltejs/kit'
import { correctEvent, getEvent } from '#modules/events/events.server'
import { servicesToRun } from '#modules/events/policy'
import { correctForm } from '#modules/events/schema'
import { invalid, parseForm, refuse } from '#platform/http.server'
import { programme } from '#programme/programme'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => ({
	event: await getEvent(ctx, params.id),
	services: servicesToRun(ctx.actor, programme.services)
})

export const actions: Actions = {
	default: async ({ request, locals: { ctx }, params }) => {
		const form = await parseForm(request, correctForm)
		if (!form.ok) return invalid(form)
		try {
			await correctEvent(ctx, params.id, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `/${ctx.locale}/office/events/${params.id}?notice=saved`)
	}
}
