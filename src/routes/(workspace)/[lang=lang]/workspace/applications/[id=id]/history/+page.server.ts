import { redirect } from '@sveltejs/kit'
import { z } from 'zod'
import { restoreForm } from '#modules/calls/application-schema'
import { draftAt, draftHistory, restoreDraft } from '#modules/calls/drafts.server'
import { invalid, parseForm, parseQuery, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

const query = z.object({ version: z.coerce.number().int().min(0).max(1_000_000) })

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const { version } = parseQuery(url, query).data
	return {
		...(await draftHistory(ctx, params.id)),
		shown: version === undefined ? null : { version, answers: await draftAt(ctx, params.id, version) }
	}
}

export const actions: Actions = {
	default: async ({ locals: { ctx }, params, request, url }) => {
		const form = await parseForm(request, restoreForm)
		if (!form.ok) return invalid(form)
		try {
			await restoreDraft(ctx, params.id, { version: form.data.restore, from: form.data.version })
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, url.pathname)
	}
}
