import { redirect } from '@sveltejs/kit'
import { getDataDesk, recordBreach, recordRequest } from '#modules/steering/data-desk.server'
import { breachForm, breachRisks, requestForm, requestKinds } from '#modules/steering/data-schema'
import { listRetention } from '#modules/steering/retention.server'
import { localDate, localDateTime } from '#platform/calendar'
import { invalid, parseForm, refuse } from '#platform/http.server'
import { programme } from '#programme/programme'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => ({
	desk: await getDataDesk(ctx),
	retention: await listRetention(ctx),
	kinds: requestKinds,
	risks: breachRisks,
	today: localDate(ctx.now, programme.timeZone),
	now: localDateTime(ctx.now, programme.timeZone),
	notice: url.searchParams.get('notice')
})

export const actions: Actions = {
	request: async ({ locals: { ctx }, request, url }) => {
		const form = await parseForm(request, requestForm)
		if (!form.ok) return invalid(form)
		let id: string
		try {
			id = await recordRequest(ctx, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${url.pathname}/requests/${id}?notice=recorded`)
	},
	breach: async ({ locals: { ctx }, request, url }) => {
		const form = await parseForm(request, breachForm)
		if (!form.ok) return invalid(form)
		try {
			await recordBreach(ctx, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${url.pathname}?notice=breach#breaches`)
	}
}
