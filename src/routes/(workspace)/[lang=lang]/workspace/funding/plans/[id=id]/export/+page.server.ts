import { redirect } from '@sveltejs/kit'
import { z } from 'zod'
import { applicationsForPlan, budgetOfApplication, exportPlan } from '#modules/funding/plan-export.server'
import { getPlan } from '#modules/funding/plans.server'
import { RuleBroken } from '#platform/errors'
import { invalid, parseForm, parseQuery, refuse } from '#platform/http.server'
import { pickText } from '#platform/i18n'
import type { Actions, PageServerLoad } from './$types'

const query = z.object({ proposal: z.coerce.number().int().min(0).max(9), application: z.uuid('error.choice') })

/** First the application is chosen, by a link; then each cost gets its category of that application's budget. */
export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const plan = await getPlan(ctx, params.id)
	const { data } = parseQuery(url, query)
	const proposal = data.proposal ?? 0
	const chosen = plan.proposals[proposal]
	return {
		plan: { id: plan.id, title: plan.title },
		proposal,
		there: chosen !== undefined,
		applications: (await applicationsForPlan(ctx)).map(({ id, reference, title, callTitle }) => ({
			id,
			reference,
			title: title || reference,
			call: pickText(callTitle, ctx.locale)
		})),
		application: data.application ? await budgetIn(data.application) : null,
		lines: plan.input.lines.map(({ id, label, amount }) => ({ id, label, amount })),
		sources: plan.input.sources.filter(({ id }) => chosen?.amounts.has(id)).map(({ id, name }) => ({ id, name }))
	}

	async function budgetIn(id: string) {
		try {
			const { field, title, reference, can } = await budgetOfApplication(ctx, id)
			return {
				id,
				title: title || reference,
				fault: can.write ? null : 'error.applications.closed',
				categories: field.rules.categories.map(({ key, label }) => ({ value: key, label: pickText(label, ctx.locale) }))
			}
		} catch (cause) {
			if (!(cause instanceof RuleBroken)) throw cause
			return { id, title: '', fault: cause.key as string, categories: [] }
		}
	}
}

const form = z.preprocess(
	(values) => {
		const given = values as Record<string, unknown>
		const categories = Object.entries(given).flatMap(([name, value]) =>
			name.startsWith('category.') ? [[name.slice('category.'.length), value]] : []
		)
		return { ...given, categories: Object.fromEntries(categories) as unknown }
	},
	z.object({
		application: z.uuid('error.choice'),
		proposal: z.coerce.number('error.choice').int('error.choice').min(0, 'error.choice').max(9, 'error.choice'),
		grant: z.string().max(20, 'error.choice').default(''),
		categories: z.record(z.string(), z.string())
	})
)

export const actions: Actions = {
	default: async ({ locals: { ctx }, request, params }) => {
		const read = await parseForm(request, form)
		if (!read.ok) return invalid(read)
		const { application, proposal, grant, categories } = read.data
		try {
			await exportPlan(ctx, params.id, { proposal, applicationId: application, grant: grant || null, categories })
		} catch (cause) {
			return refuse(cause, read.values)
		}
		redirect(303, `/${ctx.locale}/workspace/funding/plans/${params.id}?notice=exported`)
	}
}
