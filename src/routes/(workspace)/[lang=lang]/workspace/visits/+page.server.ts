import { redirect } from '@sveltejs/kit'
import { listOwnCommitments, reportCommitment } from '#modules/events/own-commitments.server'
import { reportForm } from '#modules/events/visit-schema'
import { listOwnVisits } from '#modules/events/visits.server'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => ({
	visits: await listOwnVisits(ctx),
	commitments: await listOwnCommitments(ctx),
	saved: url.searchParams.has('notice')
})

export const actions: Actions = {
	report: async ({ request, url, locals: { ctx } }) => {
		const form = await parseForm(request, reportForm)
		if (!form.ok) return invalid(form)
		try {
			await reportCommitment(ctx, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${url.pathname}?notice=said#promised`)
	}
}
