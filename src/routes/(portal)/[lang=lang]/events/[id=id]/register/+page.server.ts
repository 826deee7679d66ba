import { redirect } from '@sveltejs/kit'
import { readAnswers } from '#engines/forms/answers'
import { registerForm } from '#modules/events/registration-schema'
import { register, registrationForm, registrationQuestions } from '#modules/events/registrations.server'
import { invalid, parseForm } from '#platform/http.server'
import { serverOnly } from '#ui/server-only.ts'
import { keepPrivate, originOf, refuseOrWait } from '../../../../../sign-in.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
	const { ctx } = event.locals
	const invitation = event.url.searchParams.get('invitation') ?? ''
	if (invitation || ctx.actor) keepPrivate(event)
	return {
		page: serverOnly(event, {
			...(await registrationForm(ctx, event.params.id, invitation)),
			token: invitation,
			signedIn: ctx.actor !== null,
			begun: { name: ctx.actor?.name ?? '', email: ctx.actor?.email ?? '' },
			sent: event.url.searchParams.get('notice') === 'sent'
		})
	}
}

export const actions: Actions = {
	default: async (event) => {
		const { ctx } = event.locals
		const id = event.params.id!
		const form = await parseForm(event.request, registerForm)
		if (!form.ok) return invalid(form)
		const definition = await registrationQuestions(ctx, id)
		let token: string | null
		try {
			const answers = definition ? readAnswers(definition, form.values, { locale: ctx.locale }).answers : {}
			token = await register(ctx, id, { ...form.data, answers }, originOf(event))
		} catch (cause) {
			return refuseOrWait(event, cause, form.values)
		}
		redirect(
			303,
			token ? `/${ctx.locale}/registrations/${token}?notice=registered` : `/${ctx.locale}/events/${id}/register?notice=sent`
		)
	}
}
