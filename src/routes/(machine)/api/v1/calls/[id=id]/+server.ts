import { isHttpError } from '@sveltejs/kit'
import { publicCall } from '#modules/calls/calls.server'
import { problem } from '#platform/http.server'
import { open } from '../../../../open.ts'
import { wholeCallJson } from '../call.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ params, locals: { ctx } }) => {
	try {
		return open(Response.json(wholeCallJson(await publicCall(ctx, params.id))))
	} catch (cause) {
		if (isHttpError(cause, 404)) return open(problem(404, 'Not found', 'No published call has this id.'))
		throw cause
	}
}
