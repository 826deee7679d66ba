import { redirect } from '@sveltejs/kit'
import { acceptInvitation, findInvitation } from '#modules/identity/invitations.server'
import { tokenForm } from '#modules/identity/schema'
import { invalid, parseForm } from '#platform/http.server'
import { keepPrivate, keepSession, originOf, refuseOrWait } from '../../../sign-in.ts'
import type { Actions, PageServerLoad } from './$types'

/** Opening an invitation answers nothing: mail scanners open it too. */
export const load: PageServerLoad = async (event) => {
	keepPrivate(event)
	const { ctx } = event.locals
	const token = event.url.searchParams.get('token') ?? ''
	const invitation = await findInvitation(ctx, token)
	return {
		token,
		invitation: invitation ?? null,
		other: invitation && ctx.actor && ctx.actor.email !== invitation.email ? ctx.actor.email : null
	}
}

export const actions: Actions = {
	default: async (event) => {
		const form = await parseForm(event.request, tokenForm)
		if (!form.ok) return invalid(form)
		const { ctx } = event.locals
		let accepted
		try {
			accepted = await acceptInvitation(ctx, form.data.token, originOf(event))
		} catch (cause) {
			return refuseOrWait(event, cause, {})
		}
		if (accepted.cookie) {
			keepSession(event, accepted.cookie)
			if (accepted.half) redirect(303, `/${ctx.locale}/sign-in/code`)
			if (accepted.nameless) redirect(303, `/${ctx.locale}/account/welcome`)
		}
		redirect(303, `/${ctx.locale}/account/data`)
	}
}
