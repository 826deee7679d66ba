import { letterPdf } from '#modules/calls/letters.server'
import { sayWhy } from '#platform/http.server'
import { pdfResponse } from '../../pdf.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ locals: { ctx }, params }) =>
	pdfResponse(await letterPdf(ctx, params.id, params.application).catch((cause) => sayWhy(cause, ctx.locale)))
