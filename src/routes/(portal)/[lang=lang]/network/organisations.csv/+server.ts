import { publicLines } from '#modules/network/exports.server'
import { csvResponse } from '#platform/csv'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = ({ locals: { ctx } }) => csvResponse('passerelle-organisations', publicLines(ctx))
