import { redirect, type RequestEvent } from '@sveltejs/kit'
import { z } from 'zod'
import { getEvent } from '#modules/events/events.server'
import { addSession, getProgramme, removeSession, tellProgrammeChanged } from '#modules/events/programme.server'
import { sessionForm, speakerForm } from '#modules/events/programme-schema'
import { partForm } from '#modules/events/schema'
import { addSpeaker, removeSpeaker } from '#modules/events/speakers.server'
import type { Ctx } from '#platform/ctx'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const event = await getEvent(ctx, params.id)
	return {
		event,
		...(await getProgramme(ctx, params.id)),
		tell: event.can.run && event.status === 'published' && ctx.now < event.endsAt,
		notice: url.searchParams.get('notice')
	}
}

/** One form of the page: read, done, and back to the page. */
const answer =
	<Schema extends z.ZodType>(
		schema: Schema,
		verb: (ctx: Ctx, eventId: string, input: z.output<Schema>) => Promise<unknown>,
		notice = 'saved'
	) =>
	async (event: RequestEvent) => {
		const form = await parseForm(event.request, schema)
		if (!form.ok) return invalid(form)
		try {
			await verb(event.locals.ctx, event.params.id!, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${event.url.pathname}?notice=${notice}`)
	}

export const actions: Actions = {
	session: answer(sessionForm, addSession),
	removeSession: answer(partForm, (ctx, eventId, { id }) => removeSession(ctx, eventId, id)),
	speaker: answer(speakerForm, addSpeaker),
	removeSpeaker: answer(partForm, (ctx, eventId, { id }) => removeSpeaker(ctx, eventId, id)),
	tell: answer(z.object({}), tellProgrammeChanged, 'told')
}
