import { createHash, timingSafeEqual } from 'node:crypto'
import { receiveReturned } from '#modules/newsroom/campaign-bounces.server'
import { env } from '#platform/env'
import { problem } from '#platform/http.server'
import type { RequestHandler } from './$types'

/** A notification holds the head of one letter, or all of it with its pictures by address. */
const MOST_BYTES = 1024 * 1024
const digest = (value: string) => createHash('sha256').update(value).digest()

/** Where a mail server hands in what came back to PASSERELLE_BOUNCES, one mail a post as it arrived (`message/rfc822`). */
export const POST: RequestHandler = async ({ locals: { ctx }, request }) => {
	const token = env().PASSERELLE_BOUNCE_TOKEN
	const given = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1] ?? ''
	if (!token || !timingSafeEqual(digest(given), digest(token))) return problem(403, 'Forbidden')
	if (!request.headers.get('content-type')?.startsWith('message/rfc822')) return problem(415, 'Unsupported Media Type')
	const chunks: Uint8Array[] = []
	let size = 0
	if (request.body)
		for await (const chunk of request.body) {
			size += chunk.byteLength
			if (size > MOST_BYTES) return problem(413, 'Content Too Large')
			chunks.push(chunk)
		}
	return Response.json({ result: await receiveReturned(ctx, Buffer.concat(chunks)) })
}
