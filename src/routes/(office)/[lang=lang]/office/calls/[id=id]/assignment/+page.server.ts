import { addReview, getAssignment, removeReview, shareReviews } from '#modules/calls/assignments.server'
import { drawEvaluators } from '#modules/calls/draws.server'
import { drawForm, pairForm, shareForm } from '#modules/calls/evaluation-schema'
import { action } from '../../../../../../organisation-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const { call, ...rest } = await getAssignment(ctx, params.id)
	return { about: call, ...rest, notice: url.searchParams.get('notice') }
}

export const actions: Actions = {
	draw: action(drawForm, 'drawn', (ctx, id, { seed }) => drawEvaluators(ctx, id, seed)),
	share: action(shareForm, 'shared', (ctx, id, { share }) => shareReviews(ctx, id, share)),
	add: action(pairForm, 'added', addReview),
	remove: action(pairForm, 'removed', removeReview)
}
