import { redirect, type RequestEvent } from '@sveltejs/kit'
import { followRanking, getPanel } from '#modules/calls/discussions.server'
import { closePanel, correctMinutes } from '#modules/calls/minutes.server'
import { memberButton, memberForm, minutesForm, panelForm, presenceForm } from '#modules/calls/panel-schema'
import { addMember, correctPanel, markPresent, openPanel, removeMember } from '#modules/calls/panels.server'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => ({
	page: await getPanel(ctx, params.id),
	done: url.searchParams.has('done')
})

const back = (event: RequestEvent, anchor = '') => redirect(303, `${event.url.pathname}?done${anchor}`)

export const actions: Actions = {
	open: async (event) => {
		try {
			await openPanel(event.locals.ctx, event.params.id!)
		} catch (cause) {
			return refuse(cause, {})
		}
		return back(event)
	},
	sitting: async (event) => {
		const form = await parseForm(event.request, panelForm)
		if (!form.ok) return invalid(form)
		try {
			const { heldOn, place } = form.data
			await correctPanel(event.locals.ctx, event.params.id!, { heldOn, place: place ?? '' })
		} catch (cause) {
			return refuse(cause, form.values)
		}
		return back(event)
	},
	add: async (event) => {
		const form = await parseForm(event.request, memberForm)
		if (!form.ok) return invalid(form)
		try {
			await addMember(event.locals.ctx, event.params.id!, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		return back(event, '#members')
	},
	remove: async (event) => {
		const form = await parseForm(event.request, memberButton)
		if (!form.ok) return invalid(form)
		try {
			await removeMember(event.locals.ctx, event.params.id!, form.data.account)
		} catch (cause) {
			return refuse(cause, {})
		}
		return back(event, '#members')
	},
	presence: async (event) => {
		const form = await parseForm(event.request, presenceForm)
		if (!form.ok) return invalid(form)
		try {
			await markPresent(event.locals.ctx, event.params.id!, form.data.account, form.data.present)
		} catch (cause) {
			return refuse(cause, {})
		}
		return back(event, '#members')
	},
	follow: async (event) => {
		try {
			await followRanking(event.locals.ctx, event.params.id!)
		} catch (cause) {
			return refuse(cause, {})
		}
		return back(event)
	},
	close: async (event) => {
		try {
			await closePanel(event.locals.ctx, event.params.id!)
		} catch (cause) {
			return refuse(cause, {})
		}
		return back(event)
	},
	minutes: async (event) => {
		const form = await parseForm(event.request, minutesForm)
		if (!form.ok) return invalid(form)
		try {
			await correctMinutes(event.locals.ctx, event.params.id!, form.data.minutes)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		return back(event, '#minutes-title')
	}
}
