import { notFound } from '#platform/errors'
import { getMail, onlyOutbox } from '#platform/mail.server'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, setHeaders }) => {
	if (!onlyOutbox()) return notFound()
	setHeaders({ 'cache-control': 'private, no-store', 'referrer-policy': 'no-referrer' })
	const { html: _html, ...mail } = await getMail(ctx, params.id)
	return { mail }
}
