import { isHttpError } from '@sveltejs/kit'
import { publicEvent } from '#modules/events/events.server'
import { publicProgramme } from '#modules/events/programme.server'
import { problem } from '#platform/http.server'
import { open } from '../../../../open.ts'
import { eventJson } from '../event.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ params, locals: { ctx } }) => {
	try {
		const event = await publicEvent(ctx, params.id)
		return open(Response.json({ ...eventJson(event), programme: (await publicProgramme(ctx, params.id)).days }))
	} catch (cause) {
		if (isHttpError(cause, 404)) return open(problem(404, 'Not found', 'No published event has this id.'))
		throw cause
	}
}
