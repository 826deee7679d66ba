import { redirect } from '@sveltejs/kit'
import { z } from 'zod'
import { beginApplication, beginning } from '#modules/calls/applications.server'
import { beginForm } from '#modules/calls/application-schema'
import { notFound } from '#platform/errors'
import { invalid, parseForm, parseQuery, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

const query = z.object({ call: z.uuid('error.choice') })

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const { call } = parseQuery(url, query).data
	return call ? beginning(ctx, call) : notFound()
}

export const actions: Actions = {
	default: async ({ locals: { ctx }, request }) => {
		const form = await parseForm(request, beginForm)
		if (!form.ok) return invalid(form)
		let id: string
		try {
			id = await beginApplication(ctx, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `/${ctx.locale}/workspace/applications/${id}`)
	}
}
