import { expenseGoneForm, reportVersionForm } from '#modules/projects/report-schema'
import { removeExpense } from '#modules/projects/expenses.server'
import { fileReport, getReport } from '#modules/projects/reports.server'
import { notFound } from '#platform/errors'
import { posted } from '../../../../../../../award-actions.ts'
import type { Actions, PageServerLoad } from './$types'

const notices = ['saved', 'filed', 'kept', 'removed'] as const

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const report = await getReport(ctx, params.report)
	if (report.award.id !== params.id) return notFound()
	return { report, notice: notices.find((notice) => notice === url.searchParams.get('notice')) ?? null }
}

export const actions: Actions = {
	file: posted(reportVersionForm, (ctx, data, { params }) => fileReport(ctx, params.report!, data), 'filed'),
	remove: posted(expenseGoneForm, (ctx, data, { params }) => removeExpense(ctx, params.report!, data), 'removed')
}
