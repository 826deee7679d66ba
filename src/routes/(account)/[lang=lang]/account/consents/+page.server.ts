import { redirect } from '@sveltejs/kit'
import { giveConsent, listConsents, withdrawConsent } from '#modules/identity/consents.server'
import { consentForm } from '#modules/identity/schema'
import { invalid, parseForm } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => ({
	consents: await listConsents(ctx),
	saved: url.searchParams.get('notice') === 'saved'
})

export const actions: Actions = {
	default: async ({ request, locals: { ctx } }) => {
		const form = await parseForm(request, consentForm)
		if (!form.ok) return invalid(form)
		const { kind, give } = form.data
		if (give) await giveConsent(ctx, kind, 'account')
		else await withdrawConsent(ctx, kind)
		redirect(303, `/${ctx.locale}/account/consents?notice=saved#${kind}`)
	}
}
