import { z } from 'zod'
import { auditActions } from '#platform/audit.server'
import { parseQuery } from '#platform/http.server'
import { listTrail, trailQuery } from '#modules/steering/trail.server'
import type { PageServerLoad } from './$types'

const query = trailQuery.extend({ after: z.uuid('error.office.filter') })

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const { data, values, errors } = parseQuery(url, query)
	const { after, ...filters } = data
	if (filters.from && filters.to && filters.from > filters.to) errors.to = 'error.office.dates'
	return { ...(await listTrail(ctx, filters, after ?? null)), filters: { values, errors }, actions: auditActions }
}
