import { fail } from '@sveltejs/kit'
import { formContext } from '#modules/calls/application-rows.server'
import { getCall } from '#modules/calls/calls.server'
import { workingForm, withRules } from '#modules/calls/form-versions.server'
import { tryForm } from '#modules/calls/trial'
import { readForm, valuesOf } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

/** Totals as one types need a script; without it every button reckons. */
export const csr = true

/** As much as an applicant may post, and what the other pages hold beside it. */
const TRIAL_LIMIT = 4 * 1024 * 1024

export const load: PageServerLoad = async ({ locals: { ctx }, params, url, parent }) => {
	const { call } = await parent()
	const definition = withRules((await workingForm(ctx, params.id)).definition, call.rules)
	const asked = url.searchParams.get('page')
	return { definition, shown: definition.pages.find(({ key }) => key === asked)?.key ?? definition.pages[0]?.key ?? null }
}

export const actions: Actions = {
	default: async ({ locals: { ctx }, params, request }) => {
		const posted = valuesOf(await readForm(request, TRIAL_LIMIT))
		const { rules } = await getCall(ctx, params.id)
		const trial = tryForm(withRules((await workingForm(ctx, params.id)).definition, rules), posted, formContext(ctx))
		return trial.problems.some(({ severity }) => severity === 'error') ? fail(422, trial) : trial
	}
}
