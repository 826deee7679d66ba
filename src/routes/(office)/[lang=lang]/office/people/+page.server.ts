import { z } from 'zod'
import { roles } from '#platform/ctx'
import { pickText } from '#platform/i18n'
import { parseQuery } from '#platform/http.server'
import { listPeople, peopleQuery } from '#modules/steering/people.server'
import { programme } from '#programme/programme'
import type { PageServerLoad } from './$types'

const query = peopleQuery.extend({ after: z.uuid('error.office.filter') })

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const { data, values, errors } = parseQuery(url, query)
	const { after, ...filters } = data
	return {
		...(await listPeople(ctx, filters, after ?? null)),
		filters: { values, errors },
		roles,
		services: programme.services.map(({ key, acronym, name }) => ({ key, acronym, name: pickText(name, ctx.locale) }))
	}
}
