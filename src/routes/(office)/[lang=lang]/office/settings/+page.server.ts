import { redirect } from '@sveltejs/kit'
import { addClosedDay, getSettings, removeClosedDay } from '#modules/steering/settings.server'
import { closedDayForm, removeForm } from '#modules/steering/schema'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => ({
	settings: await getSettings(ctx),
	notice: url.searchParams.get('notice')
})

export const actions: Actions = {
	add: async ({ locals: { ctx }, request, url }) => {
		const form = await parseForm(request, closedDayForm)
		if (!form.ok) return invalid(form)
		try {
			await addClosedDay(ctx, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${url.pathname}?notice=added#calendar`)
	},
	remove: async ({ locals: { ctx }, request, url }) => {
		const form = await parseForm(request, removeForm)
		if (!form.ok) return invalid(form)
		try {
			await removeClosedDay(ctx, form.data.id)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${url.pathname}?notice=removed#calendar`)
	}
}
