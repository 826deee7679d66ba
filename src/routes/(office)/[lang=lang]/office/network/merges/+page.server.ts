import { redirect } from '@sveltejs/kit'
import { z } from 'zod'
import { listMerges, undoMerge } from '#modules/network/merges.server'
import { invalid, parseForm, parseQuery, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

const query = z.object({ after: z.uuid('error.office.filter') })
const undo = z.object({ id: z.uuid('error.choice') })

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => ({
	...(await listMerges(ctx, parseQuery(url, query).data.after ?? null)),
	notice: url.searchParams.get('notice')
})

export const actions: Actions = {
	default: async ({ locals: { ctx }, request, url }) => {
		const form = await parseForm(request, undo)
		if (!form.ok) return invalid(form)
		try {
			await undoMerge(ctx, form.data.id)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${url.pathname}?notice=undone`)
	}
}
