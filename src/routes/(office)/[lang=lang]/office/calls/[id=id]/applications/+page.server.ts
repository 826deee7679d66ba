import { redirect } from '@sveltejs/kit'
import { exportApplications } from '#modules/calls/application-exports.server'
import { listApplications } from '#modules/calls/application-lists.server'
import { applicationsQuery, latePermissionForm } from '#modules/calls/application-schema'
import { permitLate } from '#modules/calls/late.server'
import { openCall } from '#modules/calls/sealing.server'
import { applicationStatuses } from '#modules/calls/workflow'
import { invalid, parseForm, parseQuery, readForm, refuse } from '#platform/http.server'
import { confirmFirst } from '../../../../../../sign-in.ts'
import type { Actions, PageServerLoad } from './$types'

const notices = ['opened', 'permitted'] as const

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const { data, values, errors } = parseQuery(url, applicationsQuery)
	const { after, ...filters } = data
	return {
		...(await listApplications(ctx, params.id, filters, after ?? null)),
		filters: { values, errors },
		statuses: applicationStatuses.filter((status) => status !== 'draft'),
		notice: notices.find((notice) => notice === url.searchParams.get('notice')) ?? null
	}
}

export const actions: Actions = {
	open: async ({ locals: { ctx }, params, request, url }) => {
		await readForm(request)
		try {
			await openCall(ctx, params.id)
		} catch (cause) {
			return refuse(cause, {})
		}
		redirect(303, `${url.pathname}?notice=opened`)
	},
	late: async ({ locals: { ctx }, params, request, url }) => {
		const form = await parseForm(request, latePermissionForm)
		if (!form.ok) return invalid(form)
		try {
			await permitLate(ctx, params.id, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${url.pathname}?notice=permitted`)
	},
	export: async (event) => {
		const { ctx } = event.locals
		await readForm(event.request)
		confirmFirst(event)
		let job: string
		try {
			job = await exportApplications(ctx, event.params.id)
		} catch (cause) {
			return refuse(cause, {})
		}
		redirect(303, `/${ctx.locale}/office/jobs/${job}`)
	}
}
