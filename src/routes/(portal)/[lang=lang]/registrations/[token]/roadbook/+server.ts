import type { RequestHandler } from '@sveltejs/kit'
import { ownRoadbookPdf } from '#modules/events/roadbook-paper.server'

export const GET: RequestHandler = async ({ locals: { ctx }, params }) =>
	new Response(new Uint8Array(await ownRoadbookPdf(ctx, params.token!)), {
		headers: {
			'content-type': 'application/pdf',
			'content-disposition': 'attachment; filename="roadbook.pdf"',
			'cache-control': 'private, no-store',
			'referrer-policy': 'same-origin'
		}
	})
