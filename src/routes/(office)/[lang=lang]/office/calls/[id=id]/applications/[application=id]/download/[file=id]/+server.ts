import { redirect } from '@sveltejs/kit'
import { applicationFileAddress } from '#modules/calls/application-files.server'
import { sayWhy } from '#platform/http.server'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ locals: { ctx }, params }) =>
	redirect(303, await applicationFileAddress(ctx, params.application, params.file).catch((cause) => sayWhy(cause, ctx.locale)))
