import { addEvaluator, changeEvaluator, listEvaluators, withdrawEvaluator } from '#modules/calls/evaluators.server'
import { evaluatorChangeForm, evaluatorForm, evaluatorReasonForm } from '#modules/calls/evaluation-schema'
import { action } from '../../../../../../organisation-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const { call: _, ...list } = await listEvaluators(ctx, params.id)
	return { ...list, notice: url.searchParams.get('notice') }
}

export const actions: Actions = {
	add: action(evaluatorForm, 'added', addEvaluator),
	change: action(evaluatorChangeForm, 'changed', changeEvaluator),
	withdraw: action(evaluatorReasonForm, 'withdrawn', withdrawEvaluator)
}
