import { notFound } from '#platform/errors'
import { listMails, onlyOutbox } from '#platform/mail.server'
import type { PageServerLoad } from './$types'

/** A demonstration has no mail server: this page is everybody's letter box, and there is no such page elsewhere. */
export const load: PageServerLoad = async ({ locals: { ctx }, setHeaders }) => {
	if (!onlyOutbox()) return notFound()
	setHeaders({ 'cache-control': 'private, no-store' })
	return { mails: (await listMails(ctx, { limit: 50 })).mails }
}
