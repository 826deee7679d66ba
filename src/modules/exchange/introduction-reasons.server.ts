import type { Reason } from '#engines/matching/reasons'
import type { Ctx } from '#platform/ctx'
import { standingIn } from './parties.server.ts'
import { suggestionsFor } from './suggestions.server.ts'
import type { Target } from './asking.server.ts'

/**
 * Why the actor's organisation and the one it is about to ask fit, as the suggestions say it; none when they say nothing.
 * For those who stand in it: nobody else is told, nor anything about who stands behind an anonymous listing.
 */
export async function reasonsBetween(ctx: Ctx, organisationId: string, target: Target): Promise<Reason[]> {
	if (!ctx.actor || (await standingIn(ctx, organisationId)) === null) return []
	const suggestions = await suggestionsFor(ctx, `organisation:${organisationId}`, { limit: 50 })
	const found = suggestions.find((one) =>
		target.listingId !== undefined ? one.target === `listing:${target.listingId}` : one.organisation?.id === target.organisationId
	)
	return found?.reasons ?? []
}
