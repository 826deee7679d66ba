import { Readable } from 'node:stream'
import { error } from '@sveltejs/kit'
import { reviewFile } from '#modules/calls/review-reading.server'
import { RuleBroken } from '#platform/errors'
import { dispositionOf } from '#platform/file-names'
import { translate } from '#platform/i18n'
import type { RequestHandler } from './$types'

/** A file under review, to its evaluator; in a blind call under a number and without its properties. */
export const GET: RequestHandler = async ({ locals: { ctx }, params }) => {
	try {
		const { name, type, body } = await reviewFile(ctx, params.review, params.file)
		const contents = body instanceof Uint8Array ? new Uint8Array(body) : (Readable.toWeb(body as Readable) as ReadableStream)
		return new Response(contents, {
			headers: {
				'content-type': type,
				'content-disposition': dispositionOf('attachment', name),
				'content-security-policy': "sandbox; default-src 'none'",
				'cache-control': 'private, no-store'
			}
		})
	} catch (cause) {
		if (cause instanceof RuleBroken) error(422, translate(ctx.locale, cause.key, cause.params))
		throw cause
	}
}
