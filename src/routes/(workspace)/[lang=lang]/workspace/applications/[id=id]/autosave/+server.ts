import { z } from 'zod'
import { saveDraft } from '#modules/calls/drafts.server'
import { RuleBroken } from '#platform/errors'
import { problem } from '#platform/http.server'
import type { RequestHandler } from './$types'

const LIMIT = 2 * 1024 * 1024
const shape = z.object({
	version: z.int().min(0),
	/** One opening of the page, so that a save tried again is not taken for somebody else’s. */
	page: z.uuid(),
	values: z.record(z.string().max(200), z.union([z.string(), z.array(z.string()).max(500)]))
})
const tidy = (text: string) => text.replaceAll('\0', '').toWellFormed()

/** What a page's script saves while somebody types. JSON only: a form of another site cannot post it. */
export const POST: RequestHandler = async ({ locals: { ctx }, params, request }) => {
	if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? '')) return problem(415, 'JSON expected')
	if (Number(request.headers.get('content-length') ?? 0) > LIMIT) return problem(413, 'Too large')
	const body = await request.text()
	if (body.length > LIMIT) return problem(413, 'Too large')
	const parsed = shape.safeParse(parse(body))
	if (!parsed.success) return problem(400, 'Not the expected shape')
	const posted = Object.fromEntries(
		Object.entries(parsed.data.values)
			.filter(([name]) => name !== '__proto__')
			.map(([name, value]) => [name, Array.isArray(value) ? value.map(tidy) : tidy(value)])
	)
	try {
		const { version, conflicts } = await saveDraft(ctx, params.id, {
			posted,
			version: parsed.data.version,
			page: parsed.data.page
		})
		if (conflicts.length) return problem(409, 'Somebody else changed the same answers', undefined, { version })
		return Response.json({ version, at: ctx.now.toISOString() })
	} catch (cause) {
		if (!(cause instanceof RuleBroken)) throw cause
		// 409 is what a conflict says, which the page can settle; this it cannot.
		return problem(422, 'Not saved', cause.key)
	}
}

function parse(body: string): unknown {
	try {
		return JSON.parse(body)
	} catch {
		return null
	}
}
