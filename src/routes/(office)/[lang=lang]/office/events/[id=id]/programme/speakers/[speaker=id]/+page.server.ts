import { redirect } from '@sveltejs/kit'
import { getEvent } from '#modules/events/events.server'
import { speakerForm } from '#modules/events/programme-schema'
import { correctSpeaker, getSpeaker } from '#modules/events/speakers.server'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => ({
	event: await getEvent(ctx, params.id),
	speaker: await getSpeaker(ctx, params.id, params.speaker)
})

export const actions: Actions = {
	default: async ({ request, locals: { ctx }, params }) => {
		const form = await parseForm(request, speakerForm)
		if (!form.ok) return invalid(form)
		try {
			await correctSpeaker(ctx, params.id, params.speaker, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `/${ctx.locale}/office/events/${params.id}/programme?notice=saved`)
	}
}
