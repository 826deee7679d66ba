import { error } from '@sveltejs/kit'
import { z } from 'zod'
import { matchesForOrganisation, matchesForProject } from '#modules/funding/matches.server'
import { organisationsById } from '#modules/network/organisations.server'
import { getProject } from '#modules/projects/projects.server'
import { parseQuery } from '#platform/http.server'
import { pick, type Localized } from '#platform/i18n'
import { matchOf } from '../../../../../funding-rows.ts'
import type { PageServerLoad } from './$types'

const query = z.object({ organisation: z.uuid('error.choice'), project: z.uuid('error.choice') })

/** What suits one of the reader's organisations, or one of their projects. */
export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const { data } = parseQuery(url, query)
	if (data.project) {
		const { title } = await getProject(ctx, data.project)
		const matches = await matchesForProject(ctx, data.project, 20)
		return { of: pick(title, ctx.locale), isProject: true, matches: matches.map((match) => matchOf(ctx, match)) }
	}
	if (!data.organisation) error(404)
	const matches = await matchesForOrganisation(ctx, data.organisation, 20)
	const name = (await organisationsById(ctx, [data.organisation])).get(data.organisation)?.name as Localized | undefined
	return { of: pick(name, ctx.locale), isProject: false, matches: matches.map((match) => matchOf(ctx, match)) }
}
