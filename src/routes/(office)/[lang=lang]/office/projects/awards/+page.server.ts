import { awardForm, awardsQuery } from '#modules/projects/award-schema'
import { awardKinds } from '#modules/projects/award-workflow'
import { awardApplication, awardsToMake, listAwards } from '#modules/projects/awards.server'
import { awardStatuses } from '#modules/projects/workflow'
import { parseQuery } from '#platform/http.server'
import { posted } from '../../../../../award-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const { data, values, errors } = parseQuery(url, awardsQuery)
	const { after, ...filters } = data
	return {
		...(await listAwards(ctx, filters, after ?? null)),
		toMake: await awardsToMake(ctx),
		filters: { values, errors },
		kinds: awardKinds,
		statuses: awardStatuses,
		notice: url.searchParams.get('notice') === 'made' ? ('made' as const) : null
	}
}

export const actions: Actions = {
	make: posted(awardForm, awardApplication, 'made', { fresh: true })
}
