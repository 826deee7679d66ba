import { redirect, type RequestEvent } from '@sveltejs/kit'
import { dismissReport, listAbuse, upholdReport } from '#modules/exchange/abuse.server'
import { decideForm } from '#modules/exchange/introduction-schema'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => ({
	...(await listAbuse(ctx)),
	decided: url.searchParams.get('notice') === 'decided'
})

const deciding = (decide: typeof upholdReport) => async (event: RequestEvent) => {
	const form = await parseForm(event.request, decideForm)
	if (!form.ok) return invalid(form)
	try {
		await decide(event.locals.ctx, form.data.id, { answer: form.data.answer })
	} catch (cause) {
		return refuse(cause, form.values)
	}
	return redirect(303, `${event.url.pathname}?notice=decided`)
}

export const actions: Actions = { uphold: deciding(upholdReport), dismiss: deciding(dismissReport) }
