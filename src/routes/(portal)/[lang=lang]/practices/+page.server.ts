import { practiceQuery } from '#modules/newsroom/practice-schema'
import { listPublicPractices } from '#modules/newsroom/public-practices.server'
import { parseQuery } from '#platform/http.server'
import { serverOnly } from '#ui/server-only.ts'
import { prioritiesIn } from '../../priorities.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
	const { ctx } = event.locals
	const { data, values, errors } = parseQuery(event.url, practiceQuery)
	const { after = null, ...filters } = data
	const { after: _, ...asked } = values
	const list = await listPublicPractices(ctx, filters, { after })
	return {
		page: serverOnly(event, {
			...list,
			values: asked,
			errors,
			begun: after !== null,
			none: list.practices.length === 0 && Object.keys(values).length === 0,
			priorities: prioritiesIn(ctx.locale)
		})
	}
}
