import { redirect, type RequestEvent } from '@sveltejs/kit'
import { readAnswers } from '#engines/forms/answers'
import { cancelDelegate, changeDelegate, getDelegation, registerDelegate } from '#modules/events/delegations.server'
import { changeForm, delegateForm } from '#modules/events/registration-schema'
import { partForm } from '#modules/events/schema'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => ({
	delegation: await getDelegation(ctx, params.id),
	/** The member whose entry is being corrected. */
	member: url.searchParams.get('member'),
	notice: url.searchParams.get('notice')
})

const back = (event: RequestEvent, notice: string) => redirect(303, `${event.url.pathname}?notice=${notice}`)

export const actions: Actions = {
	register: async (event) => {
		const form = await parseForm(event.request, delegateForm)
		if (!form.ok) return invalid(form)
		try {
			const { definition } = await getDelegation(event.locals.ctx, event.params.id!)
			const answers = definition ? readAnswers(definition, form.values, { locale: event.locals.ctx.locale }).answers : {}
			await registerDelegate(event.locals.ctx, event.params.id!, { ...form.data, answers })
		} catch (cause) {
			return refuse(cause, form.values)
		}
		back(event, 'registered')
	},
	change: async (event) => {
		const form = await parseForm(event.request, partForm.extend(changeForm.shape))
		if (!form.ok) return invalid(form)
		const { id, ...input } = form.data
		try {
			await changeDelegate(event.locals.ctx, event.params.id!, id, input)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		back(event, 'changed')
	},
	cancel: async (event) => {
		const form = await parseForm(event.request, partForm)
		if (!form.ok) return invalid(form)
		try {
			await cancelDelegate(event.locals.ctx, event.params.id!, form.data.id)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		back(event, 'cancelled')
	}
}
