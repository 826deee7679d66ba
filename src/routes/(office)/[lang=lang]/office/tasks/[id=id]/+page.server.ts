import { redirect } from '@sveltejs/kit'
import { z } from 'zod'
import { taskPolicy } from '#modules/steering/task-policy'
import { taskCorrectionForm } from '#modules/steering/task-schema'
import { assigneesIn, correctTask, finishTask, getTask, removeTask, reopenTask } from '#modules/steering/tasks.server'
import { refuse } from '#platform/http.server'
import { programme } from '#programme/programme'
import { action } from '../../../../../organisation-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const task = await getTask(ctx, params.id)
	const services = programme.services.map(({ key }) => key).filter((key) => taskPolicy.make(ctx.actor, key))
	return {
		task,
		services,
		people: task.can.change ? await assigneesIn(ctx, services) : [],
		notice: url.searchParams.get('notice')
	}
}

const nothing = z.object({})

export const actions: Actions = {
	correct: action(taskCorrectionForm, 'saved', correctTask),
	finish: action(nothing, 'done', finishTask),
	reopen: action(nothing, 'reopened', reopenTask),
	remove: async ({ locals: { ctx }, params }) => {
		try {
			await removeTask(ctx, params.id)
		} catch (cause) {
			return refuse(cause, {})
		}
		redirect(303, `/${ctx.locale}/office/tasks?notice=removed`)
	}
}
