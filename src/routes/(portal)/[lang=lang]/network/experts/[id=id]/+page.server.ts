import { getExpert } from '#modules/network/experts.server'
import { languageName, territoryName, themeName } from '#ui/options.ts'
import { serverOnly } from '#ui/server-only.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
	const { ctx } = event.locals
	const expert = await getExpert(ctx, event.params.id)
	return {
		page: serverOnly(event, {
			...expert,
			place: territoryName(ctx.locale, expert.territory ?? expert.country),
			themes: expert.themes.map((key) => ({ key, name: themeName(ctx.locale, key) })),
			languages: expert.languages.map((code) => languageName(ctx.locale, code))
		})
	}
}
