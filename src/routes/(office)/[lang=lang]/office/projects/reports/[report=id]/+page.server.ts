import { acceptReport, returnReport } from '#modules/projects/report-review.server'
import { reviewForm } from '#modules/projects/report-schema'
import { deductionReasons } from '#modules/projects/report-workflow'
import { getReport } from '#modules/projects/reports.server'
import { notFound } from '#platform/errors'
import { posted } from '../../../../../../award-actions.ts'
import { confirmFirst } from '../../../../../../sign-in.ts'
import type { Actions, PageServerLoad } from './$types'

const notices = ['returned', 'accepted'] as const

export const load: PageServerLoad = async (event) => {
	const report = await getReport(event.locals.ctx, event.params.report)
	if (!report.can.office) return notFound()
	// Accepting needs a fresh sign-in: asked before anything is typed, that nothing of it is lost.
	if (report.can.review) confirmFirst(event)
	return {
		report,
		reasons: deductionReasons,
		notice: notices.find((notice) => notice === event.url.searchParams.get('notice')) ?? null
	}
}

export const actions: Actions = {
	return: posted(reviewForm, (ctx, data, { params }) => returnReport(ctx, params.report!, data), 'returned'),
	accept: posted(reviewForm, (ctx, data, { params }) => acceptReport(ctx, params.report!, data), 'accepted', { fresh: true })
}
