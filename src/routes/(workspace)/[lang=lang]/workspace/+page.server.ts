import { waitingForMe } from '#modules/exchange/introduction-lists.server'
import { ownClaims } from '#modules/network/claims.server'
import { ownOrganisations } from '#modules/network/organisations.server'
import { getOwnEntry } from '#modules/network/people.server'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx } }) => {
	const { entry, consents } = await getOwnEntry(ctx)
	const claims = await ownClaims(ctx)
	return {
		organisations: await ownOrganisations(ctx),
		introductions: await waitingForMe(ctx),
		claims: claims.filter(({ status, organisationStatus }) => status === 'open' && organisationStatus === 'listed'),
		entry: entry && { isExpert: entry.isExpert, isShown: entry.isExpert && entry.status === 'listed' && consents }
	}
}
