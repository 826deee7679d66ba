import { redirect } from '@sveltejs/kit'
import { readAnswers } from '#engines/forms/answers'
import { answerQuestionnaire, ownQuestionnaire } from '#modules/events/questionnaire-answers.server'
import { readForm, refuse, valuesOf } from '#platform/http.server'
import { serverOnly } from '#ui/server-only.ts'
import { keepPrivate } from '../../../../../../sign-in.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
	keepPrivate(event)
	const { token, questionnaire } = event.params
	return {
		page: serverOnly(event, {
			...(await ownQuestionnaire(event.locals.ctx, token, questionnaire)),
			own: `/${event.params.lang}/registrations/${token}`,
			thanked: event.url.searchParams.get('notice') === 'answered'
		})
	}
}

export const actions: Actions = {
	default: async (event) => {
		const { ctx } = event.locals
		const { token, questionnaire } = event.params
		const values = valuesOf(await readForm(event.request))
		try {
			const { definition } = await ownQuestionnaire(ctx, token, questionnaire)
			await answerQuestionnaire(ctx, token, questionnaire, readAnswers(definition, values, { locale: ctx.locale }, {}).answers)
		} catch (cause) {
			return refuse(cause, values)
		}
		redirect(303, `${event.url.pathname}?notice=answered`)
	}
}
