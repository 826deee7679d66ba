import { notFound } from '#platform/errors'
import { getMail, onlyOutbox } from '#platform/mail.server'
import { mailDocument } from '../../../../../mail-page.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ locals: { ctx }, params }) => {
	if (!onlyOutbox()) return notFound()
	return mailDocument((await getMail(ctx, params.id)).html)
}
