import { listExperts, type Expert } from '#modules/network/experts.server'
import type { Ctx } from '#platform/ctx'
import { authorize } from '#platform/errors'
import { awardPolicy } from './award-policy.ts'
import { holdersOf, loadAward } from './award-rows.server.ts'

/** Why an expert is suggested: themes in common with the project, from the other country than the holder. */
type SuggestedExpert = Expert & { common: string[]; abroad: boolean }

const MOST = 8

/**
 * Experts for the missions of a technical support: those who share the most themes with its project, those of the other
 * country first among equals, then by name. For the office. One query a theme.
 */
export async function suggestExperts(ctx: Ctx, awardId: string): Promise<SuggestedExpert[]> {
	const { award } = await loadAward(ctx, awardId)
	authorize(awardPolicy.office(ctx.actor))
	const project = award.projectId
		? await ctx.db.selectFrom('project').select('themes').where('id', '=', award.projectId).executeTakeFirst()
		: undefined
	return suggestedFor(ctx, { themes: project?.themes ?? [], country: (await holdersOf(ctx, [award])).get(award.id)!.country })
}

/** The same for any themes and country; what everybody may read of experts. */
export async function suggestedFor(
	ctx: Ctx,
	{ themes, country }: { themes: readonly string[]; country: string | null }
): Promise<SuggestedExpert[]> {
	const found = new Map<string, SuggestedExpert>()
	for (const theme of themes)
		for (const expert of (await listExperts(ctx, { theme })).experts) {
			const known = found.get(expert.id)
			if (known) known.common.push(theme)
			else found.set(expert.id, { ...expert, common: [theme], abroad: expert.country !== null && expert.country !== country })
		}
	return [...found.values()]
		.sort((a, b) => b.common.length - a.common.length || Number(b.abroad) - Number(a.abroad) || (a.name < b.name ? -1 : 1))
		.slice(0, MOST)
}
