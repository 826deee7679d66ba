import type { RequestHandler } from '@sveltejs/kit'
import { recordScans, scansShape } from '#modules/events/attendance.server'
import { RuleBroken } from '#platform/errors'
import { problem } from '#platform/http.server'

const LIMIT = 256 * 1024

/** The scans of a phone, as JSON; answers each by its key, so that sending twice does no harm. */
export const POST: RequestHandler = async ({ request, locals: { ctx }, params }) => {
	const text = Number(request.headers.get('content-length') ?? 0) > LIMIT ? null : await request.text()
	if (text === null || text.length > LIMIT) return problem(413, 'Too many scans at once')
	let json: unknown
	try {
		json = JSON.parse(text)
	} catch {
		json = undefined
	}
	const parsed = scansShape.safeParse(json)
	// Whoever may not is told so, whatever the shape of what they sent.
	if (!parsed.success) {
		await recordScans(ctx, params.id!, { device: '', scans: [] })
		return problem(422, 'These are not scans')
	}
	try {
		return Response.json(await recordScans(ctx, params.id!, parsed.data), { headers: { 'cache-control': 'private, no-store' } })
	} catch (cause) {
		if (cause instanceof RuleBroken) return problem(cause.status, cause.key)
		throw cause
	}
}
