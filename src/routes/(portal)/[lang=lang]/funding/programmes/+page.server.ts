import { searchOpportunities } from '#modules/funding/search.server'
import { pickText } from '#platform/i18n'
import { fundingProgrammes, type FundingProgramme } from '#programme/funding-programmes'
import { serverOnly } from '#ui/server-only.ts'
import type { PageServerLoad } from './$types'

const groups: FundingProgramme['group'][] = ['union', 'interreg', 'bulgaria', 'france', 'other']

export const load: PageServerLoad = async (event) => {
	const { ctx } = event.locals
	const { facets } = await searchOpportunities(ctx, { status: 'open' }, null, 1)
	const open = new Map(facets.programme.map(({ value, count }) => [value, count]))
	return {
		page: serverOnly(event, {
			groups: groups
				.filter((group) => fundingProgrammes.some((each) => each.group === group))
				.map((group) => ({
					group,
					programmes: fundingProgrammes
						.filter((each) => each.group === group)
						.map(({ key, name, code }) => ({
							key,
							name: pickText(name, ctx.locale),
							code: code ?? null,
							open: open.get(key) ?? 0,
							href: `/${ctx.locale}/funding?programme=${key}&status=open`
						}))
				}))
		})
	}
}
