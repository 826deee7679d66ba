import type { RequestHandler } from '@sveltejs/kit'
import { certificatePdf } from '#modules/events/papers.server'

export const GET: RequestHandler = async ({ locals: { ctx }, params }) =>
	new Response(new Uint8Array(await certificatePdf(ctx, params.token!)), {
		headers: {
			'content-type': 'application/pdf',
			'content-disposition': 'attachment; filename="certificate.pdf"',
			'cache-control': 'private, no-store',
			'referrer-policy': 'same-origin'
		}
	})
