import { carryOutErasure, closeRequest, extendRequest, getRequest } from '#modules/steering/data-desk.server'
import { closeRequestForm, eraseForm, extendRequestForm } from '#modules/steering/data-schema'
import { action } from '../../../../../../organisation-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => ({
	request: await getRequest(ctx, params.id),
	notice: url.searchParams.get('notice')
})

export const actions: Actions = {
	extend: action(extendRequestForm, 'extended', extendRequest),
	close: action(closeRequestForm, 'closed', closeRequest),
	erase: action(eraseForm, 'erased', (ctx, id, { email }) => carryOutErasure(ctx, id, email))
}
