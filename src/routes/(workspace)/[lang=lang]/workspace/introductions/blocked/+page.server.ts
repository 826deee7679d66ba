import { redirect } from '@sveltejs/kit'
import { z } from 'zod'
import { listBlockedByOwn, unblockOrganisation } from '#modules/exchange/blocks.server'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => ({
	blocked: await listBlockedByOwn(ctx),
	notice: (['blocked', 'unblocked'] as const).find((notice) => notice === url.searchParams.get('notice')) ?? null
})

const form = z.object({ organisation: z.uuid('error.required'), blocked: z.uuid('error.required') })

export const actions: Actions = {
	default: async ({ locals: { ctx }, request, url }) => {
		const parsed = await parseForm(request, form)
		if (!parsed.ok) return invalid(parsed)
		try {
			await unblockOrganisation(ctx, { organisationId: parsed.data.organisation, blockedId: parsed.data.blocked })
		} catch (cause) {
			return refuse(cause, parsed.values)
		}
		redirect(303, `${url.pathname}?notice=unblocked`)
	}
}
