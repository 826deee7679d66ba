import { redirect } from '@sveltejs/kit'
import { countAttendance } from '#modules/events/attendance.server'
import { issueCertificates, listCertificates, revokeCertificate } from '#modules/events/certificates.server'
import { getEvent } from '#modules/events/events.server'
import { partForm } from '#modules/events/schema'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => ({
	event: await getEvent(ctx, params.id),
	halfDays: await countAttendance(ctx, params.id),
	certificates: await listCertificates(ctx, params.id),
	issued: url.searchParams.get('issued'),
	revoked: url.searchParams.get('notice') === 'revoked'
})

export const actions: Actions = {
	issue: async (event) => {
		let count: number
		try {
			count = await issueCertificates(event.locals.ctx, event.params.id!)
		} catch (cause) {
			return refuse(cause, {})
		}
		redirect(303, `${event.url.pathname}?issued=${count}`)
	},
	revoke: async (event) => {
		const form = await parseForm(event.request, partForm)
		if (!form.ok) return invalid(form)
		try {
			await revokeCertificate(event.locals.ctx, event.params.id!, form.data.id)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${event.url.pathname}?notice=revoked`)
	}
}
