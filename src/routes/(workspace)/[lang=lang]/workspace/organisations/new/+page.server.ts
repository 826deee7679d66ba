import { redirect } from '@sveltejs/kit'
import { proposeOrganisation } from '#modules/network/organisations.server'
import { proposalForm } from '#modules/network/schema'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals: { ctx }, url }) => ({
	/** What was looked for and not found is likely its name. */
	begun: { [`name.${ctx.locale}`]: url.searchParams.get('name')?.slice(0, 300) ?? '' }
})

export const actions: Actions = {
	default: async ({ request, locals: { ctx } }) => {
		const form = await parseForm(request, proposalForm)
		if (!form.ok) return invalid(form)
		let id: string
		try {
			id = await proposeOrganisation(ctx, form.data, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `/${ctx.locale}/workspace/organisations/${id}?notice=proposed`)
	}
}
