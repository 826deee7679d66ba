import { csvLine, csvResponse } from '#platform/csv'
import { translator } from '#platform/i18n'
import { progressOf } from '#platform/job-progress.server'
import type { RequestHandler } from './$types'

/** What went wrong, row by row, to be put right beside the file it came from. */
export const GET: RequestHandler = async ({ locals: { ctx }, params }) => {
	const { result } = await progressOf(ctx, params.id)
	const t = translator(ctx.locale)
	async function* lines() {
		yield csvLine([t('job.errors.row'), t('job.errors.field'), t('job.errors.message')])
		for (const { row, field, message, params } of result?.errors ?? [])
			yield csvLine([row ?? null, field ?? null, t(message, params)])
	}
	return csvResponse(`passerelle-errors-${params.id}`, lines())
}
