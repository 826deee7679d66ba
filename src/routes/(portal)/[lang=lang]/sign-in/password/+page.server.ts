import { redirect } from '@sveltejs/kit'
import { passwordForm } from '#modules/identity/schema'
import { signInByPassword } from '#modules/identity/sign-in.server'
import { invalid, parseForm } from '#platform/http.server'
import { afterSignIn, keepPrivate, keepSession, nextOf, originOf, refuseOrWait, withNext } from '../../../../sign-in.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = (event) => {
	keepPrivate(event)
	const next = nextOf(event)
	if (event.locals.ctx.actor) redirect(303, afterSignIn(event, next))
	return { next }
}

export const actions: Actions = {
	default: async (event) => {
		const form = await parseForm(event.request, passwordForm)
		if (!form.ok) return invalid(form)
		let signedIn
		try {
			signedIn = await signInByPassword(event.locals.ctx, form.data, originOf(event))
		} catch (cause) {
			return refuseOrWait(event, cause, form.values)
		}
		keepSession(event, signedIn.cookie)
		if (signedIn.half) redirect(303, withNext(`/${event.locals.ctx.locale}/sign-in/code`, form.data.next))
		redirect(303, afterSignIn(event, form.data.next))
	}
}
