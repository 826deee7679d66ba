import { getSharePicture } from '#modules/newsroom/share-pictures.server'
import type { RequestHandler } from './$types'

/** What a network shows beside a link to something public. */
export const GET: RequestHandler = async ({ params: { kind, id }, locals: { ctx } }) => {
	const picture = await getSharePicture(ctx, { kind, id })
	return new Response(new Uint8Array(picture), {
		headers: {
			'content-type': 'image/png',
			'content-length': String(picture.byteLength),
			'cache-control': 'public, max-age=3600',
			'x-content-type-options': 'nosniff',
			'cross-origin-resource-policy': 'cross-origin'
		}
	})
}
