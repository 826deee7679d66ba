import { redirect } from '@sveltejs/kit'
import { beginDelegation, listOwnDelegations } from '#modules/events/delegations.server'
import { delegationForm } from '#modules/events/registration-schema'
import { listOwnRegistrations, registrationForm } from '#modules/events/registrations.server'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** The event of the link that led here, for which a delegation can begin; null for anything else. */
const eventOf = (url: URL) => {
	const id = url.searchParams.get('event')
	return id && uuid.test(id) ? id : null
}

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const id = eventOf(url)
	const asked = id ? await registrationForm(ctx, id) : null
	return {
		registrations: await listOwnRegistrations(ctx),
		delegations: await listOwnDelegations(ctx),
		event: asked?.state === 'open' ? asked.event : null
	}
}

export const actions: Actions = {
	delegation: async ({ request, locals: { ctx }, url }) => {
		const form = await parseForm(request, delegationForm)
		if (!form.ok) return invalid(form)
		let id: string
		try {
			id = await beginDelegation(ctx, eventOf(url) ?? '00000000-0000-0000-0000-000000000000', form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `/${ctx.locale}/workspace/delegations/${id}`)
	}
}
