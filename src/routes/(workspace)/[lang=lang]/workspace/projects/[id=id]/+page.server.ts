import { getProject } from '#modules/projects/projects.server'
import { storyAction } from '../../../../../project-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => ({
	project: await getProject(ctx, params.id),
	notice: url.searchParams.get('notice')
})

export const actions: Actions = storyAction
