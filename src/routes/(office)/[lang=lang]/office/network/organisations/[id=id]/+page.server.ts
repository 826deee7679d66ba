import { redirect } from '@sveltejs/kit'
import { z } from 'zod'
import { linksOf } from '#modules/network/links.server'
import { addMembership, peopleOf } from '#modules/network/memberships.server'
import { hideOrganisation, showOrganisation, verifyOrganisation } from '#modules/network/moderation.server'
import { getOrganisation } from '#modules/network/organisations.server'
import { membershipForm, reasonForm } from '#modules/network/schema'
import { mayReadTrail } from '#modules/steering/policy'
import { historyOf } from '#modules/steering/trail.server'
import { action, organisationActions } from '../../../../../../organisation-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const organisation = await getOrganisation(ctx, params.id)
	if (organisation.id !== params.id) redirect(303, `/${ctx.locale}/office/network/organisations/${organisation.id}`)
	return {
		organisation,
		people: await peopleOf(ctx, organisation.id),
		links: await linksOf(ctx, organisation.id),
		history: mayReadTrail(ctx.actor) ? await historyOf(ctx, `organisation:${organisation.id}`) : null,
		post: url.searchParams.get('post'),
		notice: url.searchParams.get('notice')
	}
}

const nothing = z.object({})

export const actions: Actions = {
	...organisationActions,
	verify: action(nothing, 'verified', verifyOrganisation),
	hide: action(reasonForm, 'hidden', (ctx, id, { reason }) => hideOrganisation(ctx, id, reason)),
	show: action(nothing, 'shown', showOrganisation),
	member: action(membershipForm, 'begun', addMembership)
}
