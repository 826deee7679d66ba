import { roadbookPdf } from '#modules/events/roadbook-paper.server'
import { getRoadbook } from '#modules/events/roadbooks.server'
import type { RequestHandler } from './$types'

/** One's own roadbook on paper, kept by nobody on the way. */
export const GET: RequestHandler = async ({ locals: { ctx }, params }) => {
	const { reference } = await getRoadbook(ctx, params.id)
	return new Response(new Uint8Array(await roadbookPdf(ctx, params.id)), {
		headers: {
			'content-type': 'application/pdf',
			'content-disposition': `attachment; filename="${reference}.pdf"`,
			'cache-control': 'private, no-store'
		}
	})
}
