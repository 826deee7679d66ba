import { redirect } from '@sveltejs/kit'
import { z } from 'zod'
import { nextRun } from '#platform/cron'
import { jobStates, listJobs, listSchedules, retryJob } from '#platform/job-list.server'
import { jobNames, type JobName } from '#platform/jobs.server'
import { idForm } from '#modules/identity/schema'
import { invalid, parseForm, parseQuery, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

const query = z.object({
	state: z.enum(jobStates, 'error.office.filter'),
	name: z.enum(jobNames as [JobName, ...JobName[]], 'error.office.filter'),
	after: z.uuid('error.office.filter')
})

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const { data, values, errors } = parseQuery(url, query)
	const { after, ...filters } = data
	return {
		...(await listJobs(ctx, { ...filters, ...(after && { cursor: after }), limit: 25 })),
		schedules: (await listSchedules(ctx)).map((schedule) => ({
			...schedule,
			nextRunAt: nextRun(schedule.cron, schedule.timeZone, ctx.now)
		})),
		filters: { values, errors },
		states: jobStates,
		names: jobNames,
		notice: url.searchParams.get('notice')
	}
}

export const actions: Actions = {
	retry: async ({ locals: { ctx }, request, url }) => {
		const form = await parseForm(request, idForm)
		if (!form.ok) return invalid(form)
		try {
			await retryJob(ctx, form.data.id)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${url.pathname}?notice=retried`)
	}
}
