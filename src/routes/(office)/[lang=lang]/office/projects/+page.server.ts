import { servicesToRun } from '#modules/projects/policy'
import { listProjects } from '#modules/projects/project-lists.server'
import { officeQuery } from '#modules/projects/schema'
import { projectStatuses } from '#modules/projects/workflow'
import { parseQuery } from '#platform/http.server'
import { programme } from '#programme/programme'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const { data, values, errors } = parseQuery(url, officeQuery)
	const { after = null, ...filters } = data
	const { after: _, ...asked } = values
	return {
		...(await listProjects(ctx, filters, after)),
		filters: { values: asked, errors },
		statuses: projectStatuses,
		mayDraft: servicesToRun(ctx.actor, programme.services).length > 0
	}
}
