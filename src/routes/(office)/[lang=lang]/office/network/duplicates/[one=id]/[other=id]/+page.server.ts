import { redirect } from '@sveltejs/kit'
import { z } from 'zod'
import { comparePair, markDistinct } from '#modules/network/duplicates.server'
import { mergeFields } from '#modules/network/merge-fields'
import { mergeOrganisations } from '#modules/network/merges.server'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => ({
	...(await comparePair(ctx, params.one, params.other)),
	fields: mergeFields
})

const choice = z.enum(['one', 'other'], 'error.choice')
const form = z.object({ keep: choice, ...Object.fromEntries(mergeFields.map((field) => [field, choice.optional()])) })

export const actions: Actions = {
	merge: async ({ locals: { ctx }, request, params }) => {
		const posted = await parseForm(request, form)
		if (!posted.ok) return invalid(posted)
		const { keep: side, ...chosen } = posted.data as { keep: 'one' | 'other' } & Record<string, 'one' | 'other' | undefined>
		const [keep, gone] = side === 'one' ? [params.one, params.other] : [params.other, params.one]
		const fields = Object.fromEntries(
			Object.entries(chosen).flatMap(([field, from]) => (from ? [[field, from === side ? 'keep' : 'gone']] : []))
		)
		try {
			await mergeOrganisations(ctx, { keep, gone, fields })
		} catch (cause) {
			return refuse(cause, posted.values)
		}
		redirect(303, `/${ctx.locale}/office/network/merges?notice=merged`)
	},
	distinct: async ({ locals: { ctx }, params }) => {
		try {
			await markDistinct(ctx, params.one, params.other)
		} catch (cause) {
			return refuse(cause, {})
		}
		redirect(303, `/${ctx.locale}/office/network/duplicates?notice=distinct`)
	}
}
