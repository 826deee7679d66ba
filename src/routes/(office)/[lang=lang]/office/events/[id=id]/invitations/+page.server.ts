import { redirect, type RequestEvent } from '@sveltejs/kit'
import { invite, listInvitations, withdrawInvitation } from '#modules/events/event-invitations.server'
import { getEvent } from '#modules/events/events.server'
import { countRegistrations } from '#modules/events/registration-lists.server'
import { inviteForm } from '#modules/events/registration-schema'
import { partForm } from '#modules/events/schema'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => ({
	event: await getEvent(ctx, params.id),
	invitations: await listInvitations(ctx, params.id),
	categories: (await countRegistrations(ctx, params.id)).categories,
	sent: Number(url.searchParams.get('sent') ?? NaN),
	withdrawn: url.searchParams.get('notice') === 'withdrawn'
})

const back = (event: RequestEvent, query: string) => redirect(303, `${event.url.pathname}?${query}`)

export const actions: Actions = {
	invite: async (event) => {
		const form = await parseForm(event.request, inviteForm)
		if (!form.ok) return invalid(form)
		let count: number
		try {
			count = await invite(event.locals.ctx, event.params.id!, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		back(event, `sent=${count}`)
	},
	withdraw: async (event) => {
		const form = await parseForm(event.request, partForm)
		if (!form.ok) return invalid(form)
		try {
			await withdrawInvitation(event.locals.ctx, event.params.id!, form.data.id)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		back(event, 'notice=withdrawn')
	}
}
