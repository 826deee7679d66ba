import { redirect } from '@sveltejs/kit'
import { getEvent } from '#modules/events/events.server'
import { closeQuestionnaire, getQuestionnaire, remindQuestionnaire } from '#modules/events/questionnaires.server'
import { refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => ({
	event: await getEvent(ctx, params.id),
	questionnaire: await getQuestionnaire(ctx, params.id, params.questionnaire),
	notice: url.searchParams.get('notice'),
	reminded: Number(url.searchParams.get('reminded')) || 0
})

export const actions: Actions = {
	remind: async ({ locals: { ctx }, params, url }) => {
		let count: number
		try {
			count = await remindQuestionnaire(ctx, params.id, params.questionnaire)
		} catch (cause) {
			return refuse(cause, {})
		}
		redirect(303, `${url.pathname}?notice=reminded&reminded=${count}`)
	},
	close: async ({ locals: { ctx }, params, url }) => {
		try {
			await closeQuestionnaire(ctx, params.id, params.questionnaire)
		} catch (cause) {
			return refuse(cause, {})
		}
		redirect(303, `${url.pathname}?notice=closed`)
	}
}
