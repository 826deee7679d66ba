import { redirect } from '@sveltejs/kit'
import { confirmSubscription, findRequest } from '#modules/newsroom/subscriptions.server'
import { refuse } from '#platform/http.server'
import { keepPrivate } from '../../../../../sign-in.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
	keepPrivate(event)
	const request = await findRequest(event.locals.ctx, event.params.token)
	if (request.preferences) redirect(303, request.preferences)
	return { request }
}

export const actions: Actions = {
	// By a button: programs that look at the links of a letter must not agree in the reader's place.
	default: async (event) => {
		keepPrivate(event)
		let path: string
		try {
			path = await confirmSubscription(event.locals.ctx, event.params.token)
		} catch (cause) {
			return refuse(cause, {})
		}
		redirect(303, `${path}?notice=confirmed`)
	}
}
