import { catalogue } from '#modules/projects/open-data/catalogue.server'
import { address, open } from '../../open.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ locals: { ctx } }) =>
	open(
		new Response(JSON.stringify(await catalogue(ctx, address), null, '\t'), {
			headers: { 'content-type': 'application/ld+json; charset=utf-8' }
		})
	)
