import { redirect } from '@sveltejs/kit'
import { getEvent } from '#modules/events/events.server'
import { questionnaireForm } from '#modules/events/questionnaire-schema'
import { listQuestionnaires, openQuestionnaire } from '#modules/events/questionnaires.server'
import { localDateTime } from '#platform/calendar'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

const TWO_WEEKS = 14 * 86_400_000

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => {
	const event = await getEvent(ctx, params.id)
	const begun = (event.status === 'published' || event.status === 'done') && ctx.now >= event.startsAt
	return {
		event,
		questionnaires: await listQuestionnaires(ctx, params.id),
		open: event.can.run && begun,
		/** Two weeks from now, by the event's clock. */
		closes: localDateTime(new Date(ctx.now.getTime() + TWO_WEEKS), event.zone)
	}
}

export const actions: Actions = {
	open: async ({ locals: { ctx }, params, request, url }) => {
		const form = await parseForm(request, questionnaireForm)
		if (!form.ok) return invalid(form)
		let id: string
		try {
			id = await openQuestionnaire(ctx, params.id, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${url.pathname}/${id}?notice=opened`)
	}
}
