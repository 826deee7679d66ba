import { z } from 'zod'
import { listPublic } from '#modules/network/exports.server'
import { problem } from '#platform/http.server'
import { address, open } from '../../../open.ts'
import type { RequestHandler } from './$types'

const query = z.object({
	after: z.uuid().optional(),
	limit: z.coerce.number().int().min(1).max(200).default(50),
	country: z
		.string()
		.regex(/^[A-Z]{2}$/)
		.optional()
})

export const GET: RequestHandler = async ({ locals: { ctx }, url }) => {
	const asked = query.safeParse(Object.fromEntries(url.searchParams))
	if (!asked.success) {
		const [issue] = asked.error.issues
		return open(problem(400, 'Bad request', `${issue!.path.join('.')}: ${issue!.message}`))
	}
	const { organisations, next } = await listPublic(ctx, asked.data)
	const following = new URLSearchParams({ ...Object.fromEntries(url.searchParams), after: next ?? '' })
	return open(
		Response.json({
			organisations: organisations.map((each) => ({ ...each, page: address(`/en/network/${each.id}`) })),
			next: next ? address(`/api/v1/organisations?${following.toString()}`) : null
		})
	)
}
