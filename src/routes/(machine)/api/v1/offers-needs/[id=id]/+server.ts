import { isHttpError } from '@sveltejs/kit'
import { getPublicListing } from '#modules/exchange/board.server'
import { problem } from '#platform/http.server'
import { open } from '../../../../open.ts'
import { listingJson } from '../listing.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ params, locals: { ctx } }) => {
	try {
		return open(Response.json(listingJson(await getPublicListing(ctx, params.id))))
	} catch (cause) {
		if (isHttpError(cause, 404)) return open(problem(404, 'Not found', 'No published offer or need has this id.'))
		throw cause
	}
}
