import { redirect } from '@sveltejs/kit'
import { markSuggestion } from '#modules/exchange/suggestion-marks.server'
import type { Subject } from '#modules/exchange/suggestion-profiles'
import { markShape } from '#modules/exchange/suggestion-schema'
import { judgeSuggestions } from '#modules/exchange/suggestions.server'
import { notFound } from '#platform/errors'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

function subjectOf({ kind, id }: { kind?: string; id?: string }): Subject {
	if ((kind !== 'listing' && kind !== 'organisation') || !id) return notFound()
	return `${kind}:${id}`
}

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => ({
	...(await judgeSuggestions(ctx, subjectOf(params))),
	notice: url.searchParams.get('notice')
})

export const actions: Actions = {
	mark: async (event) => {
		const form = await parseForm(event.request, markShape)
		if (!form.ok) return invalid(form)
		try {
			await markSuggestion(event.locals.ctx, subjectOf(event.params), form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${event.url.pathname}?notice=marked`)
	}
}
