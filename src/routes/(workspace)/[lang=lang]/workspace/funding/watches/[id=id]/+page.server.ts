import { redirect } from '@sveltejs/kit'
import { z } from 'zod'
import { opportunitiesById } from '#modules/funding/opportunities.server'
import { searchOpportunities } from '#modules/funding/search.server'
import { changeWatchForm } from '#modules/funding/watch-schema'
import { changeWatch, deleteWatch, getWatch, turnWatch } from '#modules/funding/watches.server'
import { questionWords } from '#modules/funding/words'
import { invalid, parseForm, refuse } from '#platform/http.server'
import { pick } from '#platform/i18n'
import { rowOf } from '../../../../../../funding-rows.ts'
import type { Actions, PageServerLoad } from './$types'

const SHOWN = 20

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const { filters, ...watch } = await getWatch(ctx, params.id)
	const followed = 'opportunity' in filters ? filters.opportunity : null
	const question = 'opportunity' in filters ? {} : filters
	const one = followed === null ? null : [...(await opportunitiesById(ctx, [followed])).values()]
	const found = one ? null : await searchOpportunities(ctx, question, null, SHOWN)
	const address = new URLSearchParams(Object.entries(question).flatMap(([name, value]) => (value ? [[name, value]] : [])))
	return {
		watch: { id: watch.id, name: watch.name, rhythm: watch.rhythm, stoppedAt: watch.stoppedAt, lookedAt: watch.lookedAt },
		words: one ? one.map(({ title }) => pick(title, ctx.locale).text) : questionWords(ctx.locale, question),
		total: found?.total ?? null,
		items: (one ?? found!.items).map((item) => rowOf(ctx, item)),
		portal: one ? `/${ctx.locale}/funding/${one[0]?.id ?? ''}` : `/${ctx.locale}/funding?${address}`,
		notice: url.searchParams.get('notice')
	}
}

const turnForm = z.object({ on: z.enum(['yes', 'no'], 'error.choice') })

export const actions: Actions = {
	change: async ({ locals: { ctx }, request, params, url }) => {
		const form = await parseForm(request, changeWatchForm)
		if (!form.ok) return invalid(form)
		try {
			await changeWatch(ctx, params.id, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${url.pathname}?notice=changed`)
	},
	turn: async ({ locals: { ctx }, request, params, url }) => {
		const form = await parseForm(request, turnForm)
		if (!form.ok) return invalid(form)
		await turnWatch(ctx, params.id, { on: form.data.on === 'yes' })
		redirect(303, url.pathname)
	},
	delete: async ({ locals: { ctx }, params }) => {
		await deleteWatch(ctx, params.id)
		redirect(303, `/${ctx.locale}/workspace/funding`)
	}
}
