import { officePracticeQuery } from '#modules/newsroom/practice-schema'
import { listPractices } from '#modules/newsroom/practice-validation.server'
import { parseQuery } from '#platform/http.server'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const { data, values, errors } = parseQuery(url, officePracticeQuery)
	const { after = null, ...filters } = data
	const { after: _, ...asked } = values
	const { practices, next } = await listPractices(ctx, filters, after)
	return {
		practices: practices.map(({ id, reference, title, status, updatedAt }) => ({ id, reference, title, status, updatedAt })),
		next,
		filters: { values: asked, errors }
	}
}
