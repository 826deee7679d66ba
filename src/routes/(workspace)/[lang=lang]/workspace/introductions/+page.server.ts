import { z } from 'zod'
import { listIntroductions } from '#modules/exchange/introduction-lists.server'
import { parseQuery } from '#platform/http.server'
import type { PageServerLoad } from './$types'

const query = z.object({ box: z.enum(['received', 'sent'], 'error.office.filter'), after: z.uuid('error.office.filter') })

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const { box, after } = parseQuery(url, query).data
	return { ...(await listIntroductions(ctx, box ? { box } : {}, after ?? null)), box: box ?? null }
}
