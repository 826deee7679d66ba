import { redirect } from '@sveltejs/kit'
import { newReportForm } from '#modules/steering/report-schema'
import { beginReport, listReports } from '#modules/steering/yearly-reports.server'
import { localDate } from '#platform/calendar'
import { invalid, parseForm, refuse } from '#platform/http.server'
import { programme } from '#programme/programme'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx } }) => ({
	...(await listReports(ctx)),
	year: localDate(ctx.now, programme.timeZone).slice(0, 4)
})

export const actions: Actions = {
	default: async ({ locals: { ctx }, request, url }) => {
		const form = await parseForm(request, newReportForm)
		if (!form.ok) return invalid(form)
		let id: string
		try {
			id = await beginReport(ctx, form.data.year)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${url.pathname}/${id}`)
	}
}
