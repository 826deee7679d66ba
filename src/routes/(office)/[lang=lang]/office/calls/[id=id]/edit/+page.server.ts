import { redirect } from '@sveltejs/kit'
import { correctCall, setCalendar } from '#modules/calls/call-drafts.server'
import { calendarForm, callForm } from '#modules/calls/call-schema'
import { localDateTime } from '#platform/calendar'
import { invalid, parseForm, refuse } from '#platform/http.server'
import { programme } from '#programme/programme'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ parent, url }) => {
	const { call } = await parent()
	const local = (at: Date | null) => (at ? localDateTime(at, programme.timeZone) : '')
	return { opens: local(call.opensAt), closes: local(call.closesAt), saved: url.searchParams.has('saved') }
}

export const actions: Actions = {
	texts: async ({ locals: { ctx }, params, request, url }) => {
		const form = await parseForm(request, callForm)
		if (!form.ok) return invalid(form)
		try {
			await correctCall(ctx, params.id, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${url.pathname}?saved`)
	},
	calendar: async ({ locals: { ctx }, params, request, url }) => {
		const form = await parseForm(request, calendarForm)
		if (!form.ok) return invalid(form)
		try {
			await setCalendar(ctx, params.id, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${url.pathname}?saved`)
	}
}
