import { redirect } from '@sveltejs/kit'
import { sendApplicationMessage } from '#modules/calls/application-messages.server'
import { applicationMessageForm } from '#modules/calls/application-schema'
import { getApplication, withdrawApplication } from '#modules/calls/applications.server'
import { invalid, parseForm, readForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

const notices = ['filed', 'withdrawn', 'sent'] as const

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => ({
	application: await getApplication(ctx, params.id),
	notice: notices.find((notice) => notice === url.searchParams.get('notice')) ?? null
})

export const actions: Actions = {
	message: async ({ locals: { ctx }, params, request, url }) => {
		const form = await parseForm(request, applicationMessageForm)
		if (!form.ok) return invalid(form)
		try {
			await sendApplicationMessage(ctx, params.id, form.data.text)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${url.pathname}?notice=sent#messages`)
	},
	withdraw: async ({ locals: { ctx }, params, request, url }) => {
		await readForm(request)
		try {
			await withdrawApplication(ctx, params.id)
		} catch (cause) {
			return refuse(cause, {})
		}
		redirect(303, `${url.pathname}?notice=withdrawn`)
	}
}
