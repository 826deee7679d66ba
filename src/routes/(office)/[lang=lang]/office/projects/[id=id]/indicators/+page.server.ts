import { getIndicators } from '#modules/projects/indicators.server'
import { getProject } from '#modules/projects/projects.server'
import { indicatorActions } from '../../../../../../project-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const { id, reference, title, status, public: shown } = await getProject(ctx, params.id)
	return {
		project: { id, reference, title, status, public: shown },
		...(await getIndicators(ctx, params.id)),
		open: url.searchParams.get('indicator'),
		notice: url.searchParams.get('notice')
	}
}

export const actions: Actions = indicatorActions
