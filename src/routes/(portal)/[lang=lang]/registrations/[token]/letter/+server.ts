import type { RequestHandler } from '@sveltejs/kit'
import { invitationLetterPdf } from '#modules/events/papers.server'

export const GET: RequestHandler = async ({ locals: { ctx }, params }) =>
	new Response(new Uint8Array(await invitationLetterPdf(ctx, params.token!)), {
		headers: {
			'content-type': 'application/pdf',
			'content-disposition': 'attachment; filename="letter.pdf"',
			'cache-control': 'private, no-store',
			'referrer-policy': 'same-origin'
		}
	})
