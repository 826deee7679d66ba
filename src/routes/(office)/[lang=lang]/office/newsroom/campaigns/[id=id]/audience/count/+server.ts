import { segmentShape } from '#modules/newsroom/campaign-schema'
import { countAudience } from '#modules/newsroom/campaign-segments.server'
import { getCampaign } from '#modules/newsroom/campaigns.server'
import { segmentOf } from '../asked.ts'
import type { RequestHandler } from './$types'

/** How many readers the choices in the address have now, for the page that counts while one chooses. */
export const GET: RequestHandler = async ({ locals: { ctx }, params, url }) => {
	const { kind } = await getCampaign(ctx, params.id)
	const asked = segmentShape.safeParse(segmentOf(url.searchParams))
	if (!asked.success) return new Response(null, { status: 422 })
	return Response.json(await countAudience(ctx, kind, asked.data), { headers: { 'cache-control': 'private, no-store' } })
}
