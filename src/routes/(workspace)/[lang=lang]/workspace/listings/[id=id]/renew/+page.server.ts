import { redirect } from '@sveltejs/kit'
import { getOwnListing, renewListing } from '#modules/exchange/listings.server'
import { refuse } from '#platform/http.server'
import { listingRules } from '#programme/listing-rules'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => ({
	listing: await getOwnListing(ctx, params.id),
	days: listingRules.validDays
})

export const actions: Actions = {
	default: async ({ locals: { ctx }, params }) => {
		try {
			await renewListing(ctx, params.id)
		} catch (cause) {
			return refuse(cause, {})
		}
		redirect(303, `/${ctx.locale}/workspace/listings/${params.id}?notice=renewed`)
	}
}
