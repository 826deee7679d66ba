import { z } from 'zod'
import { reportAt, reportHistory, restoreReport } from '#modules/projects/report-drafts.server'
import { restoreForm } from '#modules/projects/report-schema'
import { notFound } from '#platform/errors'
import { parseQuery } from '#platform/http.server'
import { posted } from '../../../../../../../../award-actions.ts'
import type { Actions, PageServerLoad } from './$types'

const query = z.object({ version: z.coerce.number().int().min(0).max(1_000_000) })

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const { version } = parseQuery(url, query).data
	const history = await reportHistory(ctx, params.report)
	if (history.award.id !== params.id) return notFound()
	return {
		...history,
		shown: version === undefined ? null : { version, answers: await reportAt(ctx, params.report, version) },
		notice: url.searchParams.get('notice') === 'restored'
	}
}

export const actions: Actions = {
	default: posted(
		restoreForm,
		(ctx, { restore, version }, { params }) => restoreReport(ctx, params.report!, { version: restore, from: version }),
		'restored'
	)
}
