import { redirect } from '@sveltejs/kit'
import { decideCall, getDecision, returnToPanel } from '#modules/calls/decisions.server'
import { decideForm, returnForm } from '#modules/calls/panel-schema'
import { invalid, parseForm, refuse } from '#platform/http.server'
import { confirmFirst } from '../../../../../../sign-in.ts'
import type { Actions, PageServerLoad } from './$types'

const notices = ['decided', 'returned'] as const

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => ({
	page: await getDecision(ctx, params.id),
	notice: notices.find((notice) => notice === url.searchParams.get('notice')) ?? null
})

export const actions: Actions = {
	decide: async (event) => {
		const { ctx } = event.locals
		const form = await parseForm(event.request, decideForm)
		if (!form.ok) return invalid(form)
		// Whoever may not decide is told so by the verb, not sent to confirm.
		if ((await getDecision(ctx, event.params.id)).can.decide) confirmFirst(event)
		try {
			await decideCall(ctx, event.params.id)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${event.url.pathname}?notice=decided`)
	},
	return: async (event) => {
		const form = await parseForm(event.request, returnForm)
		if (!form.ok) return invalid(form)
		try {
			await returnToPanel(event.locals.ctx, event.params.id, form.data.reason)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${event.url.pathname}?notice=returned`)
	}
}
