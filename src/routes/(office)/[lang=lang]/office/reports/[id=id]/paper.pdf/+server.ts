import { reportPreview } from '#modules/steering/report-paper.server'
import { dispositionOf } from '#platform/file-names'
import type { RequestHandler } from './$types'

/** The report on paper as it would be now: kept by nobody. */
export const GET: RequestHandler = async ({ params, locals: { ctx } }) =>
	new Response(new Uint8Array(await reportPreview(ctx, params.id)), {
		headers: {
			'content-type': 'application/pdf',
			'content-disposition': dispositionOf('inline', 'report.pdf'),
			'cache-control': 'private, no-store'
		}
	})
