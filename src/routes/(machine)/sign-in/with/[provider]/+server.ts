import { redirect } from '@sveltejs/kit'
import { journeyLocale, providerOf } from '#modules/identity/providers.server'
import { journeyCookie } from '../../../../sign-in.ts'
import type { RequestHandler } from './$types'

/** Where providers send people back to: one address for all languages. It leads on to the page in the language they left in. */
export const GET: RequestHandler = ({ params, url, cookies, locals, setHeaders }) => {
	const { key } = providerOf(params.provider)
	// The address holds a code: kept by nobody, named to no other site.
	setHeaders({ 'cache-control': 'private, no-store', 'referrer-policy': 'no-referrer' })
	redirect(303, `/${journeyLocale(cookies.get(journeyCookie())) ?? locals.ctx.locale}/sign-in/with/${key}${url.search}`)
}
