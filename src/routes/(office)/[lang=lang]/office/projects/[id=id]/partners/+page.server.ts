import { z } from 'zod'
import { listOrganisations } from '#modules/network/lists.server'
import { addPartner, removePartner } from '#modules/projects/partners.server'
import { getProject } from '#modules/projects/projects.server'
import { partnerForm, partnerGoneForm, partnerRoles } from '#modules/projects/schema'
import { mayReadNetwork } from '#modules/network/policy'
import { authorize } from '#platform/errors'
import { parseQuery } from '#platform/http.server'
import { action } from '../../../../../../organisation-actions.ts'
import type { Actions, PageServerLoad } from './$types'

const query = z.object({ q: z.string().max(200, 'error.too_long') })

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	authorize(mayReadNetwork(ctx.actor))
	const project = await getProject(ctx, params.id)
	const { data, values } = parseQuery(url, query)
	const found = data.q && project.can.lead ? await listOrganisations(ctx, { q: data.q, status: 'listed' }) : null
	const known = new Set(project.partners.map(({ organisationId }) => organisationId))
	return {
		project,
		roles: partnerRoles,
		q: values.q ?? '',
		found: found?.organisations.filter(({ id }) => !known.has(id)).slice(0, 20) ?? null,
		notice: url.searchParams.get('notice')
	}
}

export const actions: Actions = {
	add: action(partnerForm, 'added', addPartner),
	remove: action(partnerGoneForm, 'removed', removePartner)
}
