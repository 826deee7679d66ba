import { redirect } from '@sveltejs/kit'
import { makeCalendarAddress, ownCalendarToken, withdrawCalendarAddress } from '#modules/events/own-calendar.server'
import { env } from '#platform/env'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx } }) => {
	const token = await ownCalendarToken(ctx)
	return { address: token && `${env().PUBLIC_URL}/${ctx.locale}/my-events/${token}.ics` }
}

export const actions: Actions = {
	make: async ({ locals: { ctx }, url }) => {
		await makeCalendarAddress(ctx)
		redirect(303, url.pathname)
	},
	withdraw: async ({ locals: { ctx }, url }) => {
		await withdrawCalendarAddress(ctx)
		redirect(303, url.pathname)
	}
}
