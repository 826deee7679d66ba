import { instalmentsForm } from '#modules/projects/award-schema'
import { conditions, instalmentKinds } from '#modules/projects/award-workflow'
import { getAward } from '#modules/projects/awards.server'
import { getInstalments, planInstalments } from '#modules/projects/instalments.server'
import { authorize } from '#platform/errors'
import { posted } from '../../../../../../../award-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => {
	const { terms, reference, amountCents, version, can } = await getAward(ctx, params.id)
	authorize(can.office)
	const { instalments, can: mine } = await getInstalments(ctx, params.id)
	return {
		award: { id: params.id, title: terms.title, reference, amountCents, version },
		rows: instalments.filter(({ status }) => status === 'planned' || status === 'refused'),
		kept: instalments.filter(({ status }) => ['requested', 'approved', 'paid'].includes(status)),
		can: mine,
		kinds: instalmentKinds,
		conditions
	}
}

export const actions: Actions = {
	default: posted(instalmentsForm, (ctx, data, { params }) => planInstalments(ctx, params.id!, data), 'planned', {
		to: ({ locals, params }) => `/${locals.ctx.locale}/office/projects/awards/${params.id}`
	})
}
