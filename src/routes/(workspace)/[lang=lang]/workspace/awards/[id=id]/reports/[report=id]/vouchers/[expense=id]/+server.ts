import { redirect } from '@sveltejs/kit'
import { voucherAddress } from '#modules/projects/expenses.server'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ locals: { ctx }, params: { report, expense } }) =>
	redirect(303, await voucherAddress(ctx, report, expense))
