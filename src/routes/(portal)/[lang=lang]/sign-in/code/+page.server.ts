import { redirect } from '@sveltejs/kit'
import { passkeysPossible } from '#modules/identity/passkeys.server'
import { codeForm } from '#modules/identity/schema'
import { halfSignedIn } from '#modules/identity/sessions.server'
import { signInBySecondFactor } from '#modules/identity/sign-in.server'
import { invalid, parseForm } from '#platform/http.server'
import { afterSignIn, keepPrivate, keepSession, nextOf, originOf, refuseOrWait, withNext } from '../../../../sign-in.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
	keepPrivate(event)
	const { ctx } = event.locals
	const next = nextOf(event)
	if (ctx.actor) redirect(303, afterSignIn(event, next))
	if (!(await halfSignedIn(ctx, event.request.headers))) redirect(303, withNext(`/${ctx.locale}/sign-in`, next))
	return { next, passkeys: passkeysPossible() }
}

export const actions: Actions = {
	default: async (event) => {
		const form = await parseForm(event.request, codeForm)
		if (!form.ok) return invalid(form)
		let signedIn
		try {
			signedIn = await signInBySecondFactor(event.locals.ctx, event.request.headers, form.data.code, originOf(event))
		} catch (cause) {
			return refuseOrWait(event, cause, form.values)
		}
		keepSession(event, signedIn.cookie)
		redirect(303, afterSignIn(event, form.data.next))
	}
}
