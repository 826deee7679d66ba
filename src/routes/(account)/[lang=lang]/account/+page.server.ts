import { redirect } from '@sveltejs/kit'
import { correctProfile, findAccount } from '#modules/identity/accounts.server'
import { profileForm } from '#modules/identity/schema'
import { notFound } from '#platform/errors'
import { invalid, parseForm } from '#platform/http.server'
import { refuseOrWait } from '../../../sign-in.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
	const account = (await findAccount(locals.ctx, locals.ctx.actor!.accountId)) ?? notFound()
	const { email, name, latinName, locale } = account
	return { account: { email, name, latinName: latinName ?? '', locale }, saved: url.searchParams.get('notice') === 'saved' }
}

export const actions: Actions = {
	default: async (event) => {
		const form = await parseForm(event.request, profileForm)
		if (!form.ok) return invalid(form)
		try {
			await correctProfile(event.locals.ctx, form.data)
		} catch (cause) {
			return refuseOrWait(event, cause, form.values)
		}
		redirect(303, `/${event.locals.ctx.locale}/account?notice=saved`)
	}
}
