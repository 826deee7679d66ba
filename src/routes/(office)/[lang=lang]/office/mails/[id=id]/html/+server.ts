import { authorize } from '#platform/errors'
import { getMail } from '#platform/mail.server'
import { maySeeMachinery } from '#platform/rights'
import { mailDocument } from '../../../../../../mail-page.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ locals: { ctx }, params }) => {
	authorize(maySeeMachinery(ctx.actor))
	return mailDocument((await getMail(ctx, params.id)).html)
}
