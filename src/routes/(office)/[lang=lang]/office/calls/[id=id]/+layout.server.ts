import { getCall } from '#modules/calls/calls.server'
import { callSteps } from '#modules/calls/steps'
import type { LayoutServerLoad } from './$types'

export const load: LayoutServerLoad = async ({ locals: { ctx }, params }) => ({
	call: await getCall(ctx, params.id),
	steps: callSteps
})
