import { redirect } from '@sveltejs/kit'
import { findWatchOfLetter, stopByLetter } from '#modules/funding/watches.server'
import { serverOnly } from '#ui/server-only.ts'
import { keepPrivate } from '../../../../../sign-in.ts'
import type { Actions, PageServerLoad } from './$types'

/** Opening the letter's link only asks: programs that open every link of a letter must stop nothing. */
export const load: PageServerLoad = async (event) => {
	keepPrivate(event)
	const { name, stoppedAt } = await findWatchOfLetter(event.locals.ctx, event.params.token)
	return { page: serverOnly(event, { name, stopped: stoppedAt !== null }) }
}

export const actions: Actions = {
	default: async (event) => {
		keepPrivate(event)
		await stopByLetter(event.locals.ctx, event.params.token!)
		redirect(303, event.url.pathname)
	}
}
