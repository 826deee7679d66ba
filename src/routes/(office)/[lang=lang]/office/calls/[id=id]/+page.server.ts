import { redirect, type RequestEvent } from '@sveltejs/kit'
import { discardCall } from '#modules/calls/call-drafts.server'
import { cancelForm, extendForm, versionForm } from '#modules/calls/call-schema'
import { formVersions } from '#modules/calls/form-versions.server'
import { cancelCall, checkCall, extendCall, publishCall } from '#modules/calls/publication.server'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url, parent }) => {
	const { call } = await parent()
	return {
		problems: call.status === 'draft' ? await checkCall(ctx, params.id) : [],
		versions: await formVersions(ctx, params.id),
		notice: url.searchParams.get('notice')
	}
}

const back = (event: RequestEvent, notice: string) => redirect(303, `${event.url.pathname}?notice=${notice}`)

export const actions: Actions = {
	publish: async (event) => {
		const form = await parseForm(event.request, versionForm)
		if (!form.ok) return invalid(form)
		try {
			await publishCall(event.locals.ctx, event.params.id!, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		return back(event, 'published')
	},
	extend: async (event) => {
		const form = await parseForm(event.request, extendForm)
		if (!form.ok) return invalid(form)
		try {
			await extendCall(event.locals.ctx, event.params.id!, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		return back(event, 'extended')
	},
	cancel: async (event) => {
		const form = await parseForm(event.request, cancelForm)
		if (!form.ok) return invalid(form)
		try {
			await cancelCall(event.locals.ctx, event.params.id!, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		return back(event, 'cancelled')
	},
	discard: async (event) => {
		try {
			await discardCall(event.locals.ctx, event.params.id!)
		} catch (cause) {
			return refuse(cause, {})
		}
		redirect(303, `/${event.locals.ctx.locale}/office/calls`)
	}
}
