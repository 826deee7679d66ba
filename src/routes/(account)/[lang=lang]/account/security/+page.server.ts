import { redirect } from '@sveltejs/kit'
import { hasPassword } from '#modules/identity/accounts.server'
import { idForm } from '#modules/identity/schema'
import { getSecondFactor } from '#modules/identity/second-factor.server'
import { listSessions, revokeOtherSessions, revokeSession } from '#modules/identity/sessions.server'
import { invalid, parseForm } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => ({
	hasPassword: await hasPassword(ctx, ctx.actor!.accountId),
	secondFactor: await getSecondFactor(ctx),
	sessions: await listSessions(ctx),
	notice: url.searchParams.get('notice')
})

export const actions: Actions = {
	revoke: async ({ request, locals: { ctx } }) => {
		const form = await parseForm(request, idForm)
		if (!form.ok) return invalid(form)
		await revokeSession(ctx, form.data.id)
		redirect(303, `/${ctx.locale}/account/security?notice=revoked`)
	},
	revokeOthers: async ({ locals: { ctx } }) => {
		await revokeOtherSessions(ctx)
		redirect(303, `/${ctx.locale}/account/security?notice=revoked`)
	}
}
