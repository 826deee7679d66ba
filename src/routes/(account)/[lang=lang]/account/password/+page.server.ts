import { redirect } from '@sveltejs/kit'
import { changePassword, hasPassword } from '#modules/identity/accounts.server'
import { newPasswordForm } from '#modules/identity/schema'
import { invalid, parseForm } from '#platform/http.server'
import { confirmFirst, refuseOrWait } from '../../../../sign-in.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
	confirmFirst(event)
	const { ctx } = event.locals
	return { email: ctx.actor!.email, hasPassword: await hasPassword(ctx, ctx.actor!.accountId) }
}

export const actions: Actions = {
	default: async (event) => {
		confirmFirst(event)
		const form = await parseForm(event.request, newPasswordForm)
		if (!form.ok) return invalid(form)
		try {
			await changePassword(event.locals.ctx, form.data.password)
		} catch (cause) {
			return refuseOrWait(event, cause, form.values)
		}
		redirect(303, `/${event.locals.ctx.locale}/account/security?notice=password`)
	}
}
