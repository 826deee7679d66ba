import { getPublicListing } from '#modules/exchange/board.server'
import { serverOnly } from '#ui/server-only.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => ({
	page: serverOnly(event, { listing: await getPublicListing(event.locals.ctx, event.params.id) })
})
