import { redirect } from '@sveltejs/kit'
import { signOut } from '#modules/identity/sessions.server'
import { dropSession } from '../../../../sign-in.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals }) => redirect(303, `/${locals.ctx.locale}/account`)

export const actions: Actions = {
	default: async (event) => {
		await signOut(event.locals.ctx)
		dropSession(event)
		redirect(303, `/${event.locals.ctx.locale}`)
	}
}
