import { redirect } from '@sveltejs/kit'
import { invite, listInvitations, withdrawInvitation } from '#modules/identity/invitations.server'
import { mayInvite } from '#modules/identity/policy'
import { grantableRoles, idForm, invitationForm } from '#modules/identity/schema'
import { maySeeAddresses } from '#modules/steering/policy'
import { locales, localeNames, pickText } from '#platform/i18n'
import { invalid, parseForm, refuse } from '#platform/http.server'
import { programme } from '#programme/programme'
import { confirmFirst, originOf, refuseOrWait } from '../../../../../sign-in.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const { actor } = ctx
	const services = programme.services.map(({ key, acronym, name }) => ({ key, acronym, name: pickText(name, ctx.locale) }))
	const invitations = await listInvitations(ctx)
	return {
		invitations: invitations.map(({ email, ...invitation }) => ({
			...invitation,
			email: maySeeAddresses(actor) ? email : null,
			hidden: email !== null && !maySeeAddresses(actor)
		})),
		services,
		languages: locales.map((value) => ({ value, label: localeNames[value] })),
		/** What may be offered: each role with the services (null: the whole programme) in which the asker may invite to it. */
		offers: grantableRoles
			.map((role) => ({
				role,
				services: [...services.map(({ key }) => key), null].filter((service) => mayInvite(actor, role, service))
			}))
			.filter((offer) => offer.services.length > 0),
		chosen: {
			role: url.searchParams.get('role') ?? '',
			service: url.searchParams.get('service') ?? programme.services[0]?.key ?? '',
			locale: url.searchParams.get('locale') ?? ctx.locale
		},
		notice: url.searchParams.get('notice')
	}
}

export const actions: Actions = {
	send: async (event) => {
		const form = await parseForm(event.request, invitationForm)
		if (!form.ok) return invalid(form)
		const { email, role, service, locale } = form.data
		// Not the address: it would stand in the address bar and in logs.
		confirmFirst(event, `${event.url.pathname}?${new URLSearchParams({ role, service: service ?? '', locale })}#send`)
		try {
			await invite(event.locals.ctx, { email, role, service, locale }, originOf(event))
		} catch (cause) {
			return refuseOrWait(event, cause, form.values)
		}
		redirect(303, `${event.url.pathname}?notice=sent`)
	},
	withdraw: async (event) => {
		const form = await parseForm(event.request, idForm)
		if (!form.ok) return invalid(form)
		try {
			await withdrawInvitation(event.locals.ctx, form.data.id)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${event.url.pathname}?notice=withdrawn`)
	}
}
