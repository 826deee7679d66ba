import { isHttpError } from '@sveltejs/kit'
import { getPublicProject } from '#modules/projects/public-projects.server'
import { problem } from '#platform/http.server'
import { open } from '../../../../open.ts'
import { projectJson } from '../project.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ params, locals: { ctx } }) => {
	try {
		const project = await getPublicProject(ctx, params.id)
		const { objectives, story } = project
		const activities = project.activities.map(({ title, text, startsOn, endsOn, done }) => ({
			title,
			text,
			startsOn,
			endsOn,
			done
		}))
		return open(Response.json({ ...projectJson(project), objectives, story, activities }))
	} catch (cause) {
		if (isHttpError(cause, 404)) return open(problem(404, 'Not found', 'No public project has this id.'))
		throw cause
	}
}
