import { redirect, type RequestEvent } from '@sveltejs/kit'
import { recuseForm, reviewForm } from '#modules/calls/evaluation-schema'
import { getReview, recuseReview, saveReview, submitReview } from '#modules/calls/reviews.server'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => ({
	review: await getReview(ctx, params.review),
	notice: url.searchParams.get('notice')
})

const list = ({ locals: { ctx } }: RequestEvent, notice: string) =>
	redirect(303, `/${ctx.locale}/workspace/evaluations?notice=${notice}`)

export const actions: Actions = {
	save: async (event) => {
		const form = await parseForm(event.request, reviewForm)
		if (!form.ok) return invalid(form)
		try {
			await saveReview(event.locals.ctx, event.params.review!, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${event.url.pathname}?notice=saved#grid`)
	},
	submit: async (event) => {
		const form = await parseForm(event.request, reviewForm)
		if (!form.ok) return invalid(form)
		let { values } = form
		try {
			const version = await saveReview(event.locals.ctx, event.params.review!, form.data)
			// Saved whatever is missing: the page that says so posts on from the new version.
			values = { ...values, version: String(version) }
			await submitReview(event.locals.ctx, event.params.review!, version)
		} catch (cause) {
			return refuse(cause, values)
		}
		list(event, 'submitted')
	},
	recuse: async (event) => {
		const form = await parseForm(event.request, recuseForm)
		if (!form.ok) return invalid(form)
		try {
			await recuseReview(event.locals.ctx, event.params.review!, form.data.reason)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		list(event, 'recused')
	}
}
