import { redirect, type RequestEvent } from '@sveltejs/kit'
import { closeListing, listingHistory } from '#modules/exchange/listings.server'
import { getOfficeListing, publishListing, returnListing } from '#modules/exchange/moderation.server'
import { closeForm, returnForm, versionForm } from '#modules/exchange/schema'
import { invalid, parseForm, refuse } from '#platform/http.server'
import { listingRules } from '#programme/listing-rules'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => ({
	listing: await getOfficeListing(ctx, params.id),
	history: await listingHistory(ctx, params.id),
	days: listingRules.validDays,
	notice: url.searchParams.get('notice')
})

const back = (event: RequestEvent, notice: string) => redirect(303, `${event.url.pathname}?notice=${notice}`)

export const actions: Actions = {
	publish: async (event) => {
		const form = await parseForm(event.request, versionForm)
		if (!form.ok) return invalid(form)
		try {
			await publishListing(event.locals.ctx, event.params.id!, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		back(event, 'published')
	},
	return: async (event) => {
		const form = await parseForm(event.request, returnForm)
		if (!form.ok) return invalid(form)
		try {
			await returnListing(event.locals.ctx, event.params.id!, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		back(event, 'returned')
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
