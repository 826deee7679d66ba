import { Readable } from 'node:stream'
import { error } from '@sveltejs/kit'
import { openMedia } from '#modules/newsroom/media.server'
import { dispositionOf } from '#platform/file-names'
import type { RequestHandler } from './$types'

/** Something of the media library: `960.webp`, `960.jpeg`, or `file` for a document. Its contents never change under an address. */
export const GET: RequestHandler = async ({ params, locals: { ctx }, request }) => {
	const [, size, type] = /^(\d{1,5})\.(webp|jpeg)$/.exec(params.part) ?? []
	if (!size && params.part !== 'file') error(404)
	const { file, stream } = await openMedia(
		ctx,
		params.id,
		size ? { size, type: type as 'webp' | 'jpeg' } : { size: 'file', type: null }
	)
	const etag = `"${file.digest}"`
	const headers = {
		'content-type': file.type,
		'content-disposition': dispositionOf(size ? 'inline' : 'attachment', file.name),
		'content-security-policy': "sandbox; default-src 'none'",
		'x-content-type-options': 'nosniff',
		'access-control-allow-origin': '*',
		'cross-origin-resource-policy': 'cross-origin',
		'cache-control': 'public, max-age=31536000, immutable',
		etag
	}
	const known = request.headers.get('if-none-match') === etag
	if (known || request.method === 'HEAD') {
		stream.destroy()
		return new Response(null, { status: known ? 304 : 200, headers })
	}
	return new Response(Readable.toWeb(stream) as ReadableStream, { headers: { ...headers, 'content-length': String(file.bytes) } })
}
