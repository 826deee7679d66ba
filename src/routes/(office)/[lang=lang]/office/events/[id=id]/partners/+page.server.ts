import { z } from 'zod'
import { getEvent } from '#modules/events/events.server'
import { addPartner, listPartners, removePartner } from '#modules/events/partners.server'
import { partnerForm, partnerRoles } from '#modules/events/schema'
import { listOrganisations } from '#modules/network/lists.server'
import { parseQuery } from '#platform/http.server'
import { action } from '../../../../../../organisation-actions.ts'
import type { Actions, PageServerLoad } from './$types'

const query = z.object({ q: z.string().max(200, 'error.too_long') })

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const event = await getEvent(ctx, params.id)
	const { data, values } = parseQuery(url, query)
	const found = data.q && event.can.edit ? await listOrganisations(ctx, { q: data.q, status: 'listed' }) : null
	return {
		event,
		partners: await listPartners(ctx, params.id),
		roles: partnerRoles,
		q: values.q ?? '',
		found: found?.organisations.slice(0, 20) ?? null,
		saved: url.searchParams.has('notice')
	}
}

export const actions: Actions = {
	add: action(partnerForm, 'saved', addPartner),
	remove: action(partnerForm, 'saved', removePartner)
}
