import { practiceForm } from '#modules/newsroom/practice-schema'
import { correctPractice, getPractice, organisationsToTellFor, submitPractice } from '#modules/newsroom/practices.server'
import { refuse } from '#platform/http.server'
import { redirect } from '@sveltejs/kit'
import { posting } from '../../../../../newsroom-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const { accountId: _a, checkedBy: _c, publishedBy: _p, ...practice } = await getPractice(ctx, params.id)
	const own = practice.can.edit ? await organisationsToTellFor(ctx) : []
	const { organisation } = practice
	return {
		practice,
		// A colleague keeps the organisation it has.
		organisations: [...own, ...(organisation && !own.some(({ id }) => id === organisation.id) ? [organisation] : [])].map(
			({ id, name }) => ({ id, name })
		),
		notice: url.searchParams.get('notice')
	}
}

export const actions: Actions = {
	correct: posting(practiceForm, async ({ locals: { ctx }, params }, data) => {
		await correctPractice(ctx, params.id!, data)
		return 'saved'
	}),
	submit: async ({ locals: { ctx }, params, url }) => {
		try {
			await submitPractice(ctx, params.id)
		} catch (cause) {
			return refuse(cause, {})
		}
		redirect(303, `${url.pathname}?notice=submitted`)
	}
}
