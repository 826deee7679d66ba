import { redirect } from '@sveltejs/kit'
import { receiptAddress } from '#modules/calls/application-files.server'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ locals: { ctx }, params }) => redirect(303, await receiptAddress(ctx, params.id))
