import { redirect, type RequestEvent } from '@sveltejs/kit'
import { z } from 'zod'
import { idForm } from '#modules/identity/schema'
import { acceptClaim, listClaims, refuseClaim } from '#modules/network/claims.server'
import { reasonForm } from '#modules/network/schema'
import { claimStatuses } from '#modules/network/workflow'
import { invalid, parseForm, parseQuery, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

const query = z.object({ status: z.enum(claimStatuses, 'error.office.filter'), after: z.uuid('error.office.filter') })

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const { data } = parseQuery(url, query)
	const { after, ...filters } = data
	return {
		...(await listClaims(ctx, filters, after ?? null)),
		status: data.status ?? 'open',
		notice: url.searchParams.get('notice')
	}
}

const back = ({ url }: RequestEvent, notice: string) => redirect(303, `${url.pathname}?notice=${notice}`)

export const actions: Actions = {
	accept: async (event) => {
		const form = await parseForm(event.request, idForm)
		if (!form.ok) return invalid(form)
		try {
			await acceptClaim(event.locals.ctx, form.data.id)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		back(event, 'accepted')
	},
	refuse: async (event) => {
		const form = await parseForm(event.request, reasonForm.extend({ id: idForm.shape.id }))
		if (!form.ok) return invalid(form)
		try {
			await refuseClaim(event.locals.ctx, form.data.id, form.data.reason)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		back(event, 'refused')
	}
}
