import { planForm } from '#modules/projects/award-schema'
import { getAward } from '#modules/projects/awards.server'
import { getPlan, writePlan } from '#modules/projects/budgets.server'
import { authorize } from '#platform/errors'
import { expenseCategories, sourceCategories } from '#programme/projects'
import { posted } from '../../../../../../../award-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => {
	const { terms, reference, amountCents, version, can } = await getAward(ctx, params.id)
	authorize(can.office)
	return {
		award: { id: params.id, title: terms.title, reference, amountCents, version },
		...(await getPlan(ctx, params.id)),
		categories: { expense: expenseCategories, source: sourceCategories }
	}
}

export const actions: Actions = {
	default: posted(planForm, (ctx, data, { params }) => writePlan(ctx, params.id!, data), 'planned', {
		to: ({ locals, params }) => `/${locals.ctx.locale}/office/projects/awards/${params.id}`
	})
}
