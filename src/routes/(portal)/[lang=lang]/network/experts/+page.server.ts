import { z } from 'zod'
import { expertsQuery, listExperts } from '#modules/network/experts.server'
import { parseQuery } from '#platform/http.server'
import { languageOptions, territoryName, themeGroups, themeName } from '#ui/options.ts'
import { serverOnly } from '#ui/server-only.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
	const { ctx } = event.locals
	const { data } = parseQuery(event.url, expertsQuery)
	const after = z.uuid().safeParse(event.url.searchParams.get('after'))
	const { experts, next } = await listExperts(ctx, data, after.success ? after.data : null)
	const address = (after?: string) => {
		const query = new URLSearchParams({ ...data, ...(after ? { after } : {}) }).toString()
		return `/${ctx.locale}/network/experts${query ? `?${query}` : ''}`
	}
	return {
		page: serverOnly(event, {
			asked: data,
			begun: Object.keys(data).length > 0,
			themes: themeGroups(ctx.locale),
			languages: languageOptions(ctx.locale),
			experts: experts.map((expert) => ({
				...expert,
				place: territoryName(ctx.locale, expert.territory ?? expert.country),
				themes: expert.themes.slice(0, 5).map((key) => themeName(ctx.locale, key))
			})),
			first: after.success ? address() : null,
			next: next ? address(next) : null
		})
	}
}
