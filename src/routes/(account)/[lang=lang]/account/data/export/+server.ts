import { redirect } from '@sveltejs/kit'
import { exportPersonalData } from '#modules/identity/personal-data.server'
import { confirmFirst } from '../../../../../sign-in.ts'
import type { RequestHandler } from './$types'

/** A post, not a link: taking one's data away leaves a trace, and nothing that follows links must cause it. */
export const POST: RequestHandler = async (event) => {
	// Back to the page with the button: a redirect cannot repeat a post.
	confirmFirst(event, `/${event.locals.ctx.locale}/account/data`)
	const held = await exportPersonalData(event.locals.ctx)
	return new Response(JSON.stringify(held, null, '\t'), {
		headers: {
			'content-type': 'application/json; charset=utf-8',
			'content-disposition': 'attachment; filename="passerelle-my-data.json"',
			'cache-control': 'private, no-store'
		}
	})
}

export const GET: RequestHandler = ({ locals }) => redirect(303, `/${locals.ctx.locale}/account/data`)
