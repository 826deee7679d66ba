import { redirect } from '@sveltejs/kit'
import { tokenForm } from '#modules/identity/schema'
import { findLink, signInByLink } from '#modules/identity/sign-in.server'
import { invalid, parseForm } from '#platform/http.server'
import { afterSignIn, keepPrivate, keepSession, originOf, refuseOrWait, withNext } from '../../../../sign-in.ts'
import type { Actions, PageServerLoad } from './$types'

/** Opening the link uses nothing up: mail programs and scanners open it too. Only the button's post signs in. */
export const load: PageServerLoad = async (event) => {
	keepPrivate(event)
	const token = event.url.searchParams.get('token') ?? ''
	const link = await findLink(event.locals.ctx, token)
	return { token, email: link?.email ?? null }
}

export const actions: Actions = {
	default: async (event) => {
		const form = await parseForm(event.request, tokenForm)
		if (!form.ok) return invalid(form)
		const { locale } = event.locals.ctx
		let signedIn
		try {
			signedIn = await signInByLink(event.locals.ctx, form.data.token, originOf(event))
		} catch (cause) {
			return refuseOrWait(event, cause, {})
		}
		keepSession(event, signedIn.cookie)
		if (signedIn.half) redirect(303, withNext(`/${locale}/sign-in/code`, signedIn.next))
		if (signedIn.nameless) redirect(303, withNext(`/${locale}/account/welcome`, signedIn.next))
		redirect(303, afterSignIn(event, signedIn.next))
	}
}
