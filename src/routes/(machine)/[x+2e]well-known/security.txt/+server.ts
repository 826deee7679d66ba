import { locales } from '#platform/i18n'
import { programme } from '#programme/programme'
import { address, open } from '../../open.ts'
import type { RequestHandler } from './$types'

/** Where a weakness is reported (RFC 9116). Its expiry moves on by itself, half a year ahead, as long as the site answers. */
export const GET: RequestHandler = ({ locals }) => {
	const expires = new Date(locals.ctx.now)
	expires.setUTCHours(0, 0, 0, 0)
	expires.setUTCDate(expires.getUTCDate() + 182)
	const lines = [
		`Contact: mailto:${programme.contact.email}`,
		`Contact: ${address(`/${programme.defaultLanguage}/contact?subject=security`)}`,
		`Expires: ${expires.toISOString().replace('.000', '')}`,
		`Preferred-Languages: ${locales.join(', ')}`,
		`Canonical: ${address('/.well-known/security.txt')}`
	]
	return open(new Response(`${lines.join('\n')}\n`, { headers: { 'content-type': 'text/plain; charset=utf-8' } }))
}
