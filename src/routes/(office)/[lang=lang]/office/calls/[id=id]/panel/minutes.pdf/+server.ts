import { minutesPdf } from '#modules/calls/minutes.server'
import { pdfResponse } from '../../pdf.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ locals: { ctx }, params }) => pdfResponse(await minutesPdf(ctx, params.id))
