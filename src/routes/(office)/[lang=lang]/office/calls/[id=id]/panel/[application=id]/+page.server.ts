import { redirect } from '@sveltejs/kit'
import { discussApplication, getDiscussion } from '#modules/calls/discussions.server'
import { proposalForm, recusalForm } from '#modules/calls/panel-schema'
import { recuseMember } from '#modules/calls/panels.server'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => ({
	page: await getDiscussion(ctx, params.id, params.application),
	done: url.searchParams.has('done')
})

export const actions: Actions = {
	propose: async ({ locals: { ctx }, params, request, url }) => {
		const form = await parseForm(request, proposalForm)
		if (!form.ok) return invalid(form)
		try {
			await discussApplication(ctx, params.id, params.application, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${url.pathname}?done`)
	},
	recuse: async ({ locals: { ctx }, params, request, url }) => {
		const form = await parseForm(request, recusalForm)
		if (!form.ok) return invalid(form)
		const { account, reason } = form.data
		try {
			await recuseMember(ctx, params.id, { applicationId: params.application, accountId: account, reason })
		} catch (cause) {
			return refuse(cause, form.values)
		}
		// Whoever has just left the room for it themselves may not come back to this page.
		redirect(
			303,
			account === ctx.actor?.accountId ? `/${ctx.locale}/office/calls/${params.id}/panel?done` : `${url.pathname}?done`
		)
	}
}
