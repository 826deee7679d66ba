import { redirect } from '@sveltejs/kit'
import { suggestionsFor } from '#modules/exchange/suggestions.server'
import { linksOf } from '#modules/network/links.server'
import { peopleOf } from '#modules/network/memberships.server'
import { getOrganisation } from '#modules/network/organisations.server'
import { notFound } from '#platform/errors'
import { organisationActions } from '../../../../../organisation-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const organisation = await getOrganisation(ctx, params.id)
	if (!organisation.standing) return notFound()
	if (organisation.id !== params.id) redirect(303, `/${ctx.locale}/workspace/organisations/${organisation.id}`)
	return {
		organisation,
		people: await peopleOf(ctx, organisation.id),
		links: await linksOf(ctx, organisation.id),
		suggestions:
			organisation.status === 'listed' ? await suggestionsFor(ctx, `organisation:${organisation.id}`, { limit: 5 }) : [],
		post: url.searchParams.get('post'),
		notice: url.searchParams.get('notice')
	}
}

export const actions: Actions = organisationActions
