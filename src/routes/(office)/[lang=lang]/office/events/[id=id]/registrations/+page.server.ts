import { redirect, type RequestEvent } from '@sveltejs/kit'
import { getEvent } from '#modules/events/events.server'
import { acceptRegistration, refuseRegistration, takeOff } from '#modules/events/moderation.server'
import { countRegistrations, listRegistrations } from '#modules/events/registration-lists.server'
import { decideForm, questionsForm, refuseForm, registrationsQuery } from '#modules/events/registration-schema'
import { chooseQuestions } from '#modules/events/second-forms.server'
import { invalid, parseForm, parseQuery, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const { data, values, errors } = parseQuery(url, registrationsQuery)
	const { after = null, ...filters } = data
	const { after: _, ...asked } = values
	return {
		event: await getEvent(ctx, params.id),
		...(await countRegistrations(ctx, params.id)),
		...(await listRegistrations(ctx, params.id, filters, after)),
		filters: { values: asked, errors },
		/** Whose answers are shown, with what can be decided. */
		one: url.searchParams.get('one'),
		notice: url.searchParams.get('notice')
	}
}

const back = (event: RequestEvent, notice: string) => redirect(303, `${event.url.pathname}?notice=${notice}`)

export const actions: Actions = {
	accept: async (event) => {
		const form = await parseForm(event.request, decideForm)
		if (!form.ok) return invalid(form)
		let became: 'accepted' | 'waiting'
		try {
			became = await acceptRegistration(event.locals.ctx, event.params.id!, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		back(event, became)
	},
	refuse: async (event) => {
		const form = await parseForm(event.request, refuseForm)
		if (!form.ok) return invalid(form)
		try {
			await refuseRegistration(event.locals.ctx, event.params.id!, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		back(event, 'refused')
	},
	off: async (event) => {
		const form = await parseForm(event.request, decideForm)
		if (!form.ok) return invalid(form)
		try {
			await takeOff(event.locals.ctx, event.params.id!, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		back(event, 'off')
	},
	questions: async (event) => {
		const form = await parseForm(event.request, questionsForm)
		if (!form.ok) return invalid(form)
		try {
			await chooseQuestions(event.locals.ctx, event.params.id!, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		back(event, 'questions')
	}
}
