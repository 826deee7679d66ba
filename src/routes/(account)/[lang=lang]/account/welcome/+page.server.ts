import { redirect } from '@sveltejs/kit'
import { correctProfile, findAccount } from '#modules/identity/accounts.server'
import { welcomeForm } from '#modules/identity/schema'
import { notFound } from '#platform/errors'
import { invalid, parseForm } from '#platform/http.server'
import { afterSignIn, nextOf, refuseOrWait } from '../../../../sign-in.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
	const { ctx } = event.locals
	const account = (await findAccount(ctx, ctx.actor!.accountId)) ?? notFound()
	const next = nextOf(event)
	if (account.name) redirect(303, afterSignIn(event, next))
	return { next, email: account.email }
}

export const actions: Actions = {
	default: async (event) => {
		const form = await parseForm(event.request, welcomeForm)
		if (!form.ok) return invalid(form)
		const { ctx } = event.locals
		try {
			await correctProfile(ctx, { name: form.data.name, latinName: form.data.latinName, locale: ctx.locale })
		} catch (cause) {
			return refuseOrWait(event, cause, form.values)
		}
		redirect(303, afterSignIn(event, form.data.next))
	}
}
