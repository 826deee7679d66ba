import { ownEvaluations } from '#modules/calls/reviews.server'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => ({
	calls: await ownEvaluations(ctx),
	notice: url.searchParams.get('notice')
})
