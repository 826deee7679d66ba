import { redirect } from '@sveltejs/kit'
import type { RequestHandler } from './$types'

/** The address without a language: to the reader's, by Accept-Language. */
export const GET: RequestHandler = ({ locals, setHeaders }) => {
	setHeaders({ vary: 'accept-language' })
	redirect(307, `/${locals.ctx.locale}`)
}
