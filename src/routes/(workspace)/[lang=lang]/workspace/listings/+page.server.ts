import { listOwnListings, organisationsToSpeakFor } from '#modules/exchange/listings.server'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx } }) => ({
	listings: await listOwnListings(ctx),
	speaks: (await organisationsToSpeakFor(ctx)).length > 0
})
