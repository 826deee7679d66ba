import { redirect } from '@sveltejs/kit'
import { draftListing, organisationsToSpeakFor } from '#modules/exchange/listings.server'
import { draftForm, listingSides } from '#modules/exchange/schema'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => ({
	organisations: await organisationsToSpeakFor(ctx),
	side: listingSides.find((side) => side === url.searchParams.get('side')) ?? 'need',
	organisation: url.searchParams.get('organisation')
})

export const actions: Actions = {
	default: async ({ locals: { ctx }, request }) => {
		const form = await parseForm(request, draftForm)
		if (!form.ok) return invalid(form)
		let id: string
		try {
			id = await draftListing(ctx, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `/${ctx.locale}/workspace/listings/${id}?notice=drafted`)
	}
}
