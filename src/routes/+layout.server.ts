import { mayEnterOffice } from '#modules/identity/policy'
import { env } from '#platform/env'
import type { LayoutServerLoad } from './$types'

export const load: LayoutServerLoad = ({ locals }) => ({
	locale: locals.ctx.locale,
	demo: env().PASSERELLE_DEMO,
	staff: mayEnterOffice(locals.ctx.actor),
	actor: locals.ctx.actor && { name: locals.ctx.actor.name, roles: locals.ctx.actor.roles }
})
