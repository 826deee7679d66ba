import { practiceDraftForm } from '#modules/newsroom/practice-schema'
import { draftPractice, organisationsToTellFor } from '#modules/newsroom/practices.server'
import { posting } from '../../../../../newsroom-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx } }) => ({
	organisations: (await organisationsToTellFor(ctx)).map(({ id, name }) => ({ id, name }))
})

export const actions: Actions = {
	default: posting(practiceDraftForm, async ({ locals: { ctx } }, data) => {
		const id = await draftPractice(ctx, data)
		return `/${ctx.locale}/workspace/practices/${id}?notice=drafted`
	})
}
