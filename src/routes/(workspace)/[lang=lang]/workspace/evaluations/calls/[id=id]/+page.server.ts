import { redirect } from '@sveltejs/kit'
import { declareConflicts, getDeclaration } from '#modules/calls/declarations.server'
import { declarationForm } from '#modules/calls/evaluation-schema'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => getDeclaration(ctx, params.id)

export const actions: Actions = {
	default: async ({ request, params, locals: { ctx } }) => {
		const form = await parseForm(request, declarationForm)
		if (!form.ok) return invalid(form)
		try {
			await declareConflicts(ctx, params.id, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `/${ctx.locale}/workspace/evaluations?notice=declared`)
	}
}
