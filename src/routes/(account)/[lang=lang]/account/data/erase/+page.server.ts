import { redirect } from '@sveltejs/kit'
import { eraseAccount } from '#modules/identity/personal-data.server'
import { eraseForm } from '#modules/identity/schema'
import { invalid, parseForm } from '#platform/http.server'
import { confirmFirst, dropSession, refuseOrWait } from '../../../../../sign-in.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = (event) => {
	confirmFirst(event)
	return { email: event.locals.ctx.actor!.email }
}

export const actions: Actions = {
	default: async (event) => {
		confirmFirst(event)
		const form = await parseForm(event.request, eraseForm)
		if (!form.ok) return invalid(form)
		try {
			await eraseAccount(event.locals.ctx, form.data.email)
		} catch (cause) {
			return refuseOrWait(event, cause, form.values)
		}
		dropSession(event)
		redirect(303, `/${event.locals.ctx.locale}/sign-in/erased`)
	}
}
