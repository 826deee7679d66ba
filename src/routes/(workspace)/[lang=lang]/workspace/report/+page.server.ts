import { redirect } from '@sveltejs/kit'
import { getReportable, reportAbuse } from '#modules/exchange/abuse.server'
import { abuseReasons, reportForm } from '#modules/exchange/introduction-schema'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const about = url.searchParams.get('about') ?? ''
	return { about, ...(await getReportable(ctx, about)), reasons: abuseReasons, sent: url.searchParams.get('notice') === 'sent' }
}

export const actions: Actions = {
	default: async ({ locals: { ctx }, request, url }) => {
		const form = await parseForm(request, reportForm)
		if (!form.ok) return invalid(form)
		const about = url.searchParams.get('about') ?? ''
		try {
			await reportAbuse(ctx, about, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${url.pathname}?${new URLSearchParams({ about, notice: 'sent' })}`)
	}
}
