import { redirect } from '@sveltejs/kit'
import { getOpportunity } from '#modules/funding/opportunities.server'
import { beginPlanForm } from '#modules/funding/plan-schema'
import { beginPlan } from '#modules/funding/plans.server'
import { invalid, parseForm, parseQuery, refuse } from '#platform/http.server'
import { pickText } from '#platform/i18n'
import { z } from 'zod'
import type { Actions, PageServerLoad } from './$types'

const query = z.object({ opportunity: z.uuid('error.choice'), organisation: z.uuid('error.choice') })

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const { data } = parseQuery(url, query)
	const found = data.opportunity ? (await getOpportunity(ctx, data.opportunity)).opportunity : null
	return {
		opportunity: data.opportunity ?? '',
		organisation: data.organisation ?? '',
		source: found && pickText(found.title, ctx.locale)
	}
}

export const actions: Actions = {
	default: async ({ locals: { ctx }, request }) => {
		const form = await parseForm(request, beginPlanForm)
		if (!form.ok) return invalid(form)
		let id: string
		try {
			id = await beginPlan(ctx, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `/${ctx.locale}/workspace/funding/plans/${id}`)
	}
}
