import { redirect } from '@sveltejs/kit'
import { getEvent } from '#modules/events/events.server'
import { correctSession, getProgramme, getSession } from '#modules/events/programme.server'
import { sessionForm } from '#modules/events/programme-schema'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => ({
	event: await getEvent(ctx, params.id),
	session: await getSession(ctx, params.id, params.session),
	speakers: (await getProgramme(ctx, params.id)).speakers
})

export const actions: Actions = {
	default: async ({ request, locals: { ctx }, params }) => {
		const form = await parseForm(request, sessionForm)
		if (!form.ok) return invalid(form)
		try {
			await correctSession(ctx, params.id, params.session, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `/${ctx.locale}/office/events/${params.id}/programme?notice=saved`)
	}
}
