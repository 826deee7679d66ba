import { redirect } from '@sveltejs/kit'
import { z } from 'zod'
import { askForBoth } from '#modules/exchange/asking.server'
import { introductionPolicy } from '#modules/exchange/introduction-policy'
import { askForBothForm } from '#modules/exchange/introduction-schema'
import { listOrganisations } from '#modules/network/lists.server'
import { organisationsById } from '#modules/network/organisations.server'
import { authorize } from '#platform/errors'
import { invalid, parseForm, parseQuery, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

const query = z.object({
	q: z.string().max(200, 'error.too_long'),
	from: z.uuid('error.choice'),
	to: z.uuid('error.choice')
})

/** The two are chosen one after the other by links, so that the page needs no script and a link can begin it. */
export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	authorize(introductionPolicy.mediate(ctx.actor))
	const { data, values } = parseQuery(url, query)
	const known = await organisationsById(
		ctx,
		[data.from, data.to].filter((id) => id !== undefined)
	)
	const chosen = (id: string | undefined) => (id && known.get(id)?.status === 'listed' ? known.get(id)! : null)
	const from = chosen(data.from)
	const to = chosen(data.to)
	const found = data.q && !(from && to) ? await listOrganisations(ctx, { q: data.q, status: 'listed' }) : null
	return { from, to, q: values.q ?? '', found: found?.organisations.filter(({ id }) => id !== from?.id && id !== to?.id) ?? null }
}

export const actions: Actions = {
	default: async ({ locals: { ctx }, request }) => {
		const form = await parseForm(request, askForBothForm)
		if (!form.ok) return invalid(form)
		let id: string
		try {
			id = await askForBoth(ctx, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `/${ctx.locale}/office/exchange/introductions/${id}?notice=proposed`)
	}
}
