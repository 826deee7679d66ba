import { randomUUID } from 'node:crypto'
import { redirect } from '@sveltejs/kit'
import { filingForm } from '#modules/calls/application-schema'
import { getApplication } from '#modules/calls/applications.server'
import { adviceOn } from '#modules/calls/checks.server'
import { fileApplication } from '#modules/calls/filing.server'
import { fundingElsewhere } from '#modules/projects/outside-grants.server'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => {
	const application = await getApplication(ctx, params.id)
	const { organisationId } = application.applicant
	return {
		application,
		/** Grants that others have published, before the same is asked for twice. */
		funded: organisationId ? await fundingElsewhere(ctx, organisationId) : [],
		advice: await adviceOn(ctx, params.id),
		// Of this page: pressed twice it is posted twice, and filed once.
		key: randomUUID()
	}
}

export const actions: Actions = {
	default: async ({ locals: { ctx }, params, request }) => {
		const form = await parseForm(request, filingForm)
		if (!form.ok) return invalid(form)
		try {
			await fileApplication(ctx, params.id, form.data.key)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `/${ctx.locale}/workspace/applications/${params.id}?notice=filed`)
	}
}
