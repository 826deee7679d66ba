import { redirect } from '@sveltejs/kit'
import { getOwnEntry, saveOwnEntry } from '#modules/network/people.server'
import { ownEntryForm } from '#modules/network/schema'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => ({
	...(await getOwnEntry(ctx)),
	begun: { name: ctx.actor?.name ?? '' },
	notice: url.searchParams.get('notice')
})

export const actions: Actions = {
	default: async ({ request, locals: { ctx }, url }) => {
		const form = await parseForm(request, ownEntryForm)
		if (!form.ok) return invalid(form)
		try {
			await saveOwnEntry(ctx, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${url.pathname}?notice=saved`)
	}
}
