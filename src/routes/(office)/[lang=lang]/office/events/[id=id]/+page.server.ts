import { redirect, type RequestEvent } from '@sveltejs/kit'
import { copyEvent } from '#modules/events/copies.server'
import { eventHistory } from '#modules/events/event-lists.server'
import { cancelEvent, discardEvent, getEvent, publishEvent } from '#modules/events/events.server'
import { getProgramme } from '#modules/events/programme.server'
import { cancelForm, copyForm, versionForm } from '#modules/events/schema'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const { sessions, speakers, clashes } = await getProgramme(ctx, params.id)
	return {
		event: await getEvent(ctx, params.id),
		count: { sessions: sessions.length, speakers: speakers.length, clashes: clashes.length },
		history: await eventHistory(ctx, params.id),
		notice: url.searchParams.get('notice')
	}
}

const back = (event: RequestEvent, notice: string) => redirect(303, `${event.url.pathname}?notice=${notice}`)

export const actions: Actions = {
	publish: async (event) => {
		const form = await parseForm(event.request, versionForm)
		if (!form.ok) return invalid(form)
		try {
			await publishEvent(event.locals.ctx, event.params.id!, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		back(event, 'published')
	},
	cancel: async (event) => {
		const form = await parseForm(event.request, cancelForm)
		if (!form.ok) return invalid(form)
		try {
			await cancelEvent(event.locals.ctx, event.params.id!, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		back(event, 'cancelled')
	},
	copy: async (event) => {
		const { ctx } = event.locals
		const form = await parseForm(event.request, copyForm)
		if (!form.ok) return invalid(form)
		let id: string
		try {
			id = await copyEvent(ctx, event.params.id!, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `/${ctx.locale}/office/events/${id}?notice=copied`)
	},
	discard: async (event) => {
		const { ctx } = event.locals
		try {
			await discardEvent(ctx, event.params.id!)
		} catch (cause) {
			return refuse(cause, {})
		}
		redirect(303, `/${ctx.locale}/office/events?notice=discarded`)
	}
}
