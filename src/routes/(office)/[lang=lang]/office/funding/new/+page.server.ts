import { redirect } from '@sveltejs/kit'
import { addOpportunity } from '#modules/funding/opportunities.server'
import { inputOf } from '#modules/funding/opportunity-form'
import { mayKeepFunding } from '#modules/funding/policy'
import { addForm, deadlineZones } from '#modules/funding/schema'
import { authorize } from '#platform/errors'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals: { ctx } }) => {
	authorize(mayKeepFunding(ctx.actor))
	return { zones: deadlineZones }
}

export const actions: Actions = {
	default: async ({ locals: { ctx }, request }) => {
		const form = await parseForm(request, addForm)
		if (!form.ok) return invalid(form)
		let id: string
		try {
			id = await addOpportunity(ctx, inputOf(form.data))
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `/${ctx.locale}/office/funding/${id}`)
	}
}
