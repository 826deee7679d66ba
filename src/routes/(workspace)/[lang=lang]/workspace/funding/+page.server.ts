import { matchesForOrganisation } from '#modules/funding/matches.server'
import { opportunitiesById } from '#modules/funding/opportunities.server'
import { ownPlans } from '#modules/funding/plans.server'
import { ownWatches } from '#modules/funding/watches.server'
import { questionWords } from '#modules/funding/words'
import { ownOrganisations } from '#modules/network/standings.server'
import { listOwnProjects } from '#modules/projects/project-lists.server'
import { pick, pickText, type Localized } from '#platform/i18n'
import { matchOf } from '../../../../funding-rows.ts'
import type { PageServerLoad } from './$types'

const MOST_ORGANISATIONS = 5

export const load: PageServerLoad = async ({ locals: { ctx } }) => {
	const watches = await ownWatches(ctx)
	const followed = await opportunitiesById(
		ctx,
		watches.flatMap(({ filters }) => ('opportunity' in filters ? [filters.opportunity] : []))
	)
	const organisations = (await ownOrganisations(ctx)).slice(0, MOST_ORGANISATIONS)
	const projects = await listOwnProjects(ctx)
	return {
		organisations: await Promise.all(
			organisations.map(async ({ id, name }) => ({
				id,
				name: pick(name as Localized, ctx.locale),
				matches: (await matchesForOrganisation(ctx, id, 3)).map((match) => matchOf(ctx, match))
			}))
		),
		projects: projects.map(({ id, title }) => ({ id, title: pick(title, ctx.locale) })),
		plans: await ownPlans(ctx),
		watches: watches.map(({ id, name, rhythm, stoppedAt, lookedAt, filters }) => ({
			id,
			name,
			rhythm,
			stoppedAt,
			lookedAt,
			words:
				'opportunity' in filters
					? [pickText(followed.get(filters.opportunity)?.title, ctx.locale)]
					: questionWords(ctx.locale, filters)
		}))
	}
}
