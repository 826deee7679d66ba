import { redirect } from '@sveltejs/kit'
import { acceptAuthorInvitation, findAuthorInvitation } from '#modules/calls/application-authors.server'
import { readForm } from '#platform/http.server'
import { keepPrivate } from '../../../../../sign-in.ts'
import type { Actions, PageServerLoad } from './$types'

const tokenOf = (url: URL) => (url.searchParams.get('token') ?? '').slice(0, 100)

export const load: PageServerLoad = async (event) => {
	keepPrivate(event)
	const { call, inviter } = await findAuthorInvitation(event.locals.ctx, tokenOf(event.url))
	return { call, inviter }
}

export const actions: Actions = {
	default: async ({ locals: { ctx }, request, url }) => {
		await readForm(request)
		const id = await acceptAuthorInvitation(ctx, tokenOf(url))
		redirect(303, `/${ctx.locale}/workspace/applications/${id}`)
	}
}
