import { redirect } from '@sveltejs/kit'
import { servicesToRun } from '#modules/projects/policy'
import { draftProject } from '#modules/projects/projects.server'
import { newProjectForm } from '#modules/projects/schema'
import { authorize } from '#platform/errors'
import { invalid, parseForm, refuse } from '#platform/http.server'
import { programme } from '#programme/programme'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals: { ctx } }) => {
	const services = servicesToRun(ctx.actor, programme.services)
	authorize(services.length > 0)
	return { services }
}

export const actions: Actions = {
	default: async ({ locals: { ctx }, request }) => {
		const form = await parseForm(request, newProjectForm)
		if (!form.ok) return invalid(form)
		let id: string
		try {
			id = await draftProject(ctx, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `/${ctx.locale}/office/projects/${id}/partners?notice=drafted`)
	}
}
