import { redirect } from '@sveltejs/kit'
import { exportMarks } from '#modules/exchange/suggestion-marks.server'
import { csvResponse } from '#platform/csv'
import type { RequestHandler } from './$types'

/** A post, not a link: taking the labels away leaves an entry in the trail. */
export const POST: RequestHandler = async ({ locals: { ctx } }) =>
	csvResponse(`passerelle-suggestions-${ctx.now.toISOString().slice(0, 10)}`, await exportMarks(ctx))

export const GET: RequestHandler = ({ locals }) => redirect(303, `/${locals.ctx.locale}/office/exchange`)
