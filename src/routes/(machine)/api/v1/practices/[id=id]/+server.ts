import { isHttpError } from '@sveltejs/kit'
import { getPublicPractice } from '#modules/newsroom/public-practices.server'
import { problem } from '#platform/http.server'
import { open } from '../../../../open.ts'
import { practiceJson } from '../practice.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ params, locals: { ctx } }) => {
	try {
		return open(Response.json(practiceJson((await getPublicPractice(ctx, params.id)).practice)))
	} catch (cause) {
		if (isHttpError(cause, 404)) return open(problem(404, 'Not found', 'No published practice has this id.'))
		throw cause
	}
}
