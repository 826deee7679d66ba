import { redirect } from '@sveltejs/kit'
import { beginVisitDelegation } from '#modules/events/delegations.server'
import { getOwnVisit } from '#modules/events/visits.server'
import { refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => ({
	visit: await getOwnVisit(ctx, params.id),
	asked: url.searchParams.get('notice') === 'asked'
})

export const actions: Actions = {
	delegation: async ({ locals: { ctx }, params }) => {
		let id: string
		try {
			id = await beginVisitDelegation(ctx, params.id)
		} catch (cause) {
			return refuse(cause, {})
		}
		redirect(303, `/${ctx.locale}/workspace/delegations/${id}`)
	}
}
