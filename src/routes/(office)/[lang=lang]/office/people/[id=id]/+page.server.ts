import { redirect, type RequestEvent } from '@sveltejs/kit'
import { grantRole, withdrawRole } from '#modules/identity/roles.server'
import { grantableRoles, grantForm, idForm } from '#modules/identity/schema'
import { getPerson } from '#modules/steering/people.server'
import { historyOf } from '#modules/steering/trail.server'
import { pickText } from '#platform/i18n'
import { invalid, parseForm, refuse } from '#platform/http.server'
import { programme } from '#programme/programme'
import { confirmFirst } from '../../../../../sign-in.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => ({
	person: await getPerson(ctx, params.id),
	history: await historyOf(ctx, `account:${params.id}`),
	roles: grantableRoles,
	services: programme.services.map(({ key, acronym, name }) => ({ key, acronym, name: pickText(name, ctx.locale) })),
	/** What was chosen before the person was sent to confirm who they are. */
	chosen: {
		role: url.searchParams.get('role') ?? '',
		service: url.searchParams.get('service') ?? programme.services[0]?.key ?? ''
	},
	notice: url.searchParams.get('notice')
})

const back = (event: RequestEvent, query: string) => redirect(303, `${event.url.pathname}?${query}`)

export const actions: Actions = {
	grant: async (event) => {
		const form = await parseForm(event.request, grantForm)
		if (!form.ok) return invalid(form)
		const { role, service } = form.data
		confirmFirst(event, `${event.url.pathname}?${new URLSearchParams({ role, service: service ?? '' })}#grant`)
		try {
			await grantRole(event.locals.ctx, event.params.id!, { role, service })
		} catch (cause) {
			return refuse(cause, form.values)
		}
		back(event, 'notice=granted')
	},
	withdraw: async (event) => {
		const form = await parseForm(event.request, idForm)
		if (!form.ok) return invalid(form)
		confirmFirst(event)
		try {
			await withdrawRole(event.locals.ctx, form.data.id)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		back(event, 'notice=withdrawn')
	}
}
