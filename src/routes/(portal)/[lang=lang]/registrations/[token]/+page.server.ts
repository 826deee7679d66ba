import { redirect } from '@sveltejs/kit'
import { readAnswers } from '#engines/forms/answers'
import { ownCertificate } from '#modules/events/certificates.server'
import { waitingQuestionnaires } from '#modules/events/questionnaire-answers.server'
import { changeForm } from '#modules/events/registration-schema'
import { cancelRegistration, changeRegistration, ownRegistration } from '#modules/events/registrations.server'
import { hasRoadbook } from '#modules/events/roadbooks.server'
import { fillSecondForm } from '#modules/events/second-forms.server'
import { invalid, parseForm, readForm, refuse, valuesOf } from '#platform/http.server'
import { serverOnly } from '#ui/server-only.ts'
import { keepPrivate } from '../../../../sign-in.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
	keepPrivate(event)
	return {
		page: serverOnly(event, {
			...(await ownRegistration(event.locals.ctx, event.params.token)),
			roadbook: await hasRoadbook(event.locals.ctx, event.params.token),
			questionnaires: (await waitingQuestionnaires(event.locals.ctx, event.params.token)).map(({ id, title }) => ({ id, title })),
			certified: (await ownCertificate(event.locals.ctx, event.params.token)) !== null,
			notice: event.url.searchParams.get('notice')
		})
	}
}

export const actions: Actions = {
	change: async (event) => {
		const { ctx } = event.locals
		const token = event.params.token!
		const form = await parseForm(event.request, changeForm)
		if (!form.ok) return invalid(form)
		try {
			const { definition, registration } = await ownRegistration(ctx, token)
			const answers = definition ? readAnswers(definition, form.values, { locale: ctx.locale }, registration.answers).answers : {}
			await changeRegistration(ctx, token, { ...form.data, answers })
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${event.url.pathname}?notice=changed`)
	},
	second: async (event) => {
		const { ctx } = event.locals
		const token = event.params.token!
		const values = valuesOf(await readForm(event.request))
		try {
			const { secondForm, registration } = await ownRegistration(ctx, token)
			const before = registration.secondAnswers ?? {}
			await fillSecondForm(ctx, token, secondForm ? readAnswers(secondForm, values, { locale: ctx.locale }, before).answers : {})
		} catch (cause) {
			const refused = refuse(cause, values)
			return { ...refused, data: { ...refused.data, second: true } }
		}
		redirect(303, `${event.url.pathname}?notice=second`)
	},
	cancel: async (event) => {
		try {
			await cancelRegistration(event.locals.ctx, event.params.token!)
		} catch (cause) {
			return refuse(cause, {})
		}
		redirect(303, `${event.url.pathname}?notice=cancelled`)
	}
}
