import { redirect } from '@sveltejs/kit'
import { taskPolicy } from '#modules/steering/task-policy'
import { taskDoneForm, tasksQuery } from '#modules/steering/task-schema'
import { finishTask, listTasks } from '#modules/steering/tasks.server'
import { invalid, parseForm, parseQuery, refuse } from '#platform/http.server'
import { programme } from '#programme/programme'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const { data, values, errors } = parseQuery(url, tasksQuery)
	return {
		...(await listTasks(ctx, data, url.searchParams.get('after'))),
		filters: { values, errors },
		mayMake: programme.services.some(({ key }) => taskPolicy.make(ctx.actor, key)),
		notice: url.searchParams.get('notice')
	}
}

export const actions: Actions = {
	finish: async ({ locals: { ctx }, request, url }) => {
		const form = await parseForm(request, taskDoneForm)
		if (!form.ok) return invalid(form)
		try {
			await finishTask(ctx, form.data.task)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		const { back } = form.data
		redirect(303, back.startsWith(`/${ctx.locale}/office`) ? back : `${url.pathname}?notice=done`)
	}
}
