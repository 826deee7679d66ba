import { z } from 'zod'
import { introductionFigures, listAllIntroductions } from '#modules/exchange/introduction-lists.server'
import { introductionPolicy } from '#modules/exchange/introduction-policy'
import { introductionQuery } from '#modules/exchange/introduction-schema'
import { introductionStatuses } from '#modules/exchange/introduction-workflow'
import { parseQuery } from '#platform/http.server'
import type { PageServerLoad } from './$types'

const query = introductionQuery.extend({ after: z.uuid('error.office.filter') })

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const { data, values, errors } = parseQuery(url, query)
	const { after, ...filters } = data
	return {
		...(await listAllIntroductions(ctx, filters, after ?? null)),
		figures: await introductionFigures(ctx),
		statuses: introductionStatuses,
		filters: { values, errors },
		can: { propose: introductionPolicy.mediate(ctx.actor) }
	}
}
