import { addConflict, detectConflictsOf, liftConflict, listConflicts } from '#modules/calls/conflicts.server'
import { addConflictForm, evaluatorReasonForm } from '#modules/calls/evaluation-schema'
import { z } from 'zod'
import { action } from '../../../../../../organisation-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const { call: _, ...list } = await listConflicts(ctx, params.id)
	return { ...list, notice: url.searchParams.get('notice') }
}

export const actions: Actions = {
	detect: action(z.object({}), 'detected', detectConflictsOf),
	add: action(addConflictForm, 'added', addConflict),
	lift: action(evaluatorReasonForm, 'lifted', liftConflict)
}
