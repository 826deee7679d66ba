import { scdlFile } from '#modules/projects/open-data/files.server'
import { open, streamed } from '../../open.ts'
import type { RequestHandler } from './$types'

/** The columns are there before the first subsidy. */
export const GET: RequestHandler = ({ locals: { ctx } }) =>
	streamed('text/csv; charset=utf-8; header=present', scdlFile(ctx), () => open(new Response(null, { status: 404 })))
