import { redirect } from '@sveltejs/kit'
import { z } from 'zod'
import { idForm } from '#modules/identity/schema'
import { askClaim, ownClaims, withdrawClaim } from '#modules/network/claims.server'
import { findOrganisations } from '#modules/network/lists.server'
import { ownOrganisations } from '#modules/network/organisations.server'
import { claimForm } from '#modules/network/schema'
import { invalid, parseForm, parseQuery, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

const query = z.object({ q: z.string().max(200, 'error.too_long') })

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const { data, values, errors } = parseQuery(url, query)
	const claims = await ownClaims(ctx)
	return {
		organisations: await ownOrganisations(ctx),
		claims: claims.filter(({ organisationStatus }) => organisationStatus === 'listed'),
		found: data.q === undefined ? null : await findOrganisations(ctx, data.q),
		search: { values, errors },
		notice: url.searchParams.get('notice')
	}
}

export const actions: Actions = {
	claim: async ({ request, locals: { ctx }, url }) => {
		const form = await parseForm(request, claimForm.extend({ id: idForm.shape.id }))
		if (!form.ok) return invalid(form)
		const { id, ...claim } = form.data
		try {
			await askClaim(ctx, id, claim)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${url.pathname}?notice=claimed`)
	},
	withdraw: async ({ request, locals: { ctx }, url }) => {
		const form = await parseForm(request, idForm)
		if (!form.ok) return invalid(form)
		try {
			await withdrawClaim(ctx, form.data.id)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${url.pathname}?notice=withdrawn`)
	}
}
