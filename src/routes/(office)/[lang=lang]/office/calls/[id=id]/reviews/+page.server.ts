import { z } from 'zod'
import { discloseReviews, remindEvaluators, reviewProgress } from '#modules/calls/review-progress.server'
import { action } from '../../../../../../organisation-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const { call: _, ...progress } = await reviewProgress(ctx, params.id)
	return { ...progress, notice: url.searchParams.get('notice') }
}

const nothing = z.object({})

export const actions: Actions = {
	remind: action(nothing, 'reminded', remindEvaluators),
	disclose: action(nothing, 'disclosed', discloseReviews)
}
