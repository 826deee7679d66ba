import { z } from 'zod'
import { entriesQuery, listEntries } from '#modules/network/lists.server'
import { parseQuery } from '#platform/http.server'
import type { PageServerLoad } from './$types'

const query = entriesQuery.extend({ after: z.uuid('error.office.filter') })

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const { data, values, errors } = parseQuery(url, query)
	const { after, ...filters } = data
	return { ...(await listEntries(ctx, filters, after ?? null)), filters: { values, errors } }
}
