import { redirect } from '@sveltejs/kit'
import { forgetReader, getPreferences, savePreferences } from '#modules/newsroom/subscription-preferences.server'
import { preferencesForm } from '#modules/newsroom/subscription-schema'
import { invalid, parseForm, refuse } from '#platform/http.server'
import { serverOnly } from '#ui/server-only.ts'
import { keepPrivate } from '../../../../../sign-in.ts'
import type { Actions, PageServerLoad } from './$types'

const notices = ['confirmed', 'saved'] as const

export const load: PageServerLoad = async (event) => {
	keepPrivate(event)
	return {
		reader: serverOnly(event, await getPreferences(event.locals.ctx, event.params.token)),
		notice: notices.find((notice) => notice === event.url.searchParams.get('notice')) ?? null
	}
}

export const actions: Actions = {
	save: async (event) => {
		keepPrivate(event)
		const form = await parseForm(event.request, preferencesForm)
		if (!form.ok) return invalid(form)
		try {
			await savePreferences(event.locals.ctx, event.params.token, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${event.url.pathname}?notice=saved`)
	},
	forget: async (event) => {
		keepPrivate(event)
		await forgetReader(event.locals.ctx, event.params.token)
		redirect(303, `/${event.locals.ctx.locale}/newsletter?notice=forgotten`)
	}
}
