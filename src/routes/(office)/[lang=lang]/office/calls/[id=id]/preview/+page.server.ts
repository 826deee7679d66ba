import { workingForm, withRules } from '#modules/calls/form-versions.server'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url, parent }) => {
	const { call } = await parent()
	const definition = withRules((await workingForm(ctx, params.id)).definition, call.rules)
	const asked = url.searchParams.get('page')
	return { definition, shown: definition.pages.find(({ key }) => key === asked)?.key ?? definition.pages[0]?.key ?? null }
}
