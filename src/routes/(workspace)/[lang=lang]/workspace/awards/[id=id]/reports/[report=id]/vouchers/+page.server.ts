import { redirect } from '@sveltejs/kit'
import { mayWrite } from '#modules/identity/policy'
import { keepExpense, VOUCHER_BYTES, voucherTypes } from '#modules/projects/expenses.server'
import { expenseForm } from '#modules/projects/report-schema'
import { getReport } from '#modules/projects/reports.server'
import { authorize, notFound } from '#platform/errors'
import { receiveUpload, UploadRefused } from '#platform/files.server'
import { invalid, refuse, type FieldErrors, type Values } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const { id, kind, award, lines, expenses, can } = await getReport(ctx, params.report)
	if (award.id !== params.id) return notFound()
	authorize(can.write)
	const asked = url.searchParams.get('expense')
	return { id, kind, award, lines, expense: expenses.find((expense) => expense.id === asked) ?? null }
}

export const actions: Actions = {
	default: async ({ request, params, locals: { ctx } }) => {
		// Before the body is read: 10 MB are not taken in from whoever may not hand them in.
		authorize(mayWrite(ctx.actor))
		authorize((await getReport(ctx, params.report)).can.write)
		let values: Values = {}
		try {
			const upload = await receiveUpload(ctx, request, {
				field: 'file',
				types: voucherTypes,
				maxBytes: VOUCHER_BYTES,
				optional: true
			})
			values = upload.values
			const form = expenseForm(ctx.locale).safeParse(values)
			if (!form.success) {
				const errors: FieldErrors = {}
				for (const { path, message } of form.error.issues)
					errors[path.join('.')] ??= message.startsWith('error.') ? message : 'error.required'
				return invalid({ values, errors })
			}
			await keepExpense(ctx, params.report, { ...form.data, file: upload.file })
		} catch (cause) {
			return refuse(cause, cause instanceof UploadRefused ? cause.values : values)
		}
		redirect(303, `/${ctx.locale}/workspace/awards/${params.id}/reports/${params.report}?notice=kept`)
	}
}
