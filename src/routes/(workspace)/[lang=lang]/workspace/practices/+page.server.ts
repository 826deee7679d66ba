import { mayWrite } from '#modules/identity/policy'
import { listOwnPractices } from '#modules/newsroom/practices.server'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx } }) => ({
	practices: (await listOwnPractices(ctx)).map(({ id, reference, title, status, updatedAt }) => ({
		id,
		reference,
		title,
		status,
		updatedAt
	})),
	mayWrite: mayWrite(ctx.actor)
})
