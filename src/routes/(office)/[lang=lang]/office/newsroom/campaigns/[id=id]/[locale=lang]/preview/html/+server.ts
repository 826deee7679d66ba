import { previewCampaign } from '#modules/newsroom/campaign-tests.server'
import { env } from '#platform/env'
import { mailDocument } from '../../../../../../../../../mail-page.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ locals: { ctx }, params }) =>
	mailDocument((await previewCampaign(ctx, params.id, params.locale)).html, new URL(env().PUBLIC_URL).origin)
