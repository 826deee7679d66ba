import { awardsOf } from '#modules/projects/awards.server'
import {
	correctProject,
	getProject,
	moveProject,
	projectHistory,
	publishProject,
	withdrawProject
} from '#modules/projects/projects.server'
import { moveForm, projectForm, versionForm } from '#modules/projects/schema'
import { action } from '../../../../../organisation-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => ({
	project: await getProject(ctx, params.id),
	awards: await awardsOf(ctx, params.id),
	history: await projectHistory(ctx, params.id),
	notice: url.searchParams.get('notice')
})

export const actions: Actions = {
	correct: action(projectForm, 'saved', correctProject),
	publish: action(versionForm, 'published', publishProject),
	withdraw: action(versionForm, 'withdrawn', withdrawProject),
	move: action(moveForm, 'moved', moveProject)
}
