import { redirect } from '@sveltejs/kit'
import { taskPolicy } from '#modules/steering/task-policy'
import { taskForm } from '#modules/steering/task-schema'
import { assigneesIn, makeTask, subjectOf } from '#modules/steering/tasks.server'
import { authorize } from '#platform/errors'
import { invalid, parseForm, refuse } from '#platform/http.server'
import { programme } from '#programme/programme'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const services = programme.services.map(({ key }) => key).filter((key) => taskPolicy.make(ctx.actor, key))
	authorize(services.length > 0)
	const { data } = taskForm.shape.about.safeParse(url.searchParams.get('about') ?? '')
	return { services, people: await assigneesIn(ctx, services), subject: data ? await subjectOf(ctx, data) : null }
}

export const actions: Actions = {
	default: async ({ locals: { ctx }, request }) => {
		const form = await parseForm(request, taskForm)
		if (!form.ok) return invalid(form)
		try {
			await makeTask(ctx, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `/${ctx.locale}/office/tasks?notice=made`)
	}
}
