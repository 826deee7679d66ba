import { redirect, type RequestEvent } from '@sveltejs/kit'
import { closeListing, correctListing, getOwnListing, listingHistory, submitListing } from '#modules/exchange/listings.server'
import { closeForm, correctForm } from '#modules/exchange/schema'
import { suggestionsFor } from '#modules/exchange/suggestions.server'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const listing = await getOwnListing(ctx, params.id)
	return {
		listing,
		history: await listingHistory(ctx, params.id),
		suggestions: await suggestionsFor(ctx, `listing:${params.id}`, { limit: 5 }),
		notice: url.searchParams.get('notice')
	}
}

const back = (event: RequestEvent, notice: string) => redirect(303, `${event.url.pathname}?notice=${notice}`)

export const actions: Actions = {
	correct: async (event) => {
		const { ctx } = event.locals
		const form = await parseForm(event.request, correctForm)
		if (!form.ok) return invalid(form)
		let status: string
		try {
			status = await correctListing(ctx, event.params.id!, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		back(event, status === 'submitted' ? 'submitted' : 'corrected')
	},
	submit: async (event) => {
		try {
			await submitListing(event.locals.ctx, event.params.id!)
		} catch (cause) {
			return refuse(cause, {})
		}
		back(event, 'submitted')
	},
	close: async (event) => {
		const form = await parseForm(event.request, closeForm)
		if (!form.ok) return invalid(form)
		try {
			await closeListing(event.locals.ctx, event.params.id!, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		back(event, 'closed')
	}
}
