import { fail, redirect } from '@sveltejs/kit'
import { getReport, saveReport, typedReport, type SavedReport } from '#modules/projects/reports.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import { readForm, valuesOf } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

/** The longest texts, in Cyrillic, as a browser writes them into a post. */
const PAGE_LIMIT = 1024 * 1024

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => {
	const { id, kind, award, definition, answers, version, problems, can } = await getReport(ctx, params.report)
	if (award.id !== params.id || !definition.pages.some(({ key }) => key === params.page)) return notFound()
	authorize(can.write)
	return {
		id,
		kind,
		award,
		definition,
		answers,
		version,
		problems: problems.filter(({ missing }) => !missing),
		page: params.page
	}
}

export const actions: Actions = {
	default: async ({ locals: { ctx }, params, request, url }) => {
		const posted = valuesOf(await readForm(request, PAGE_LIMIT))
		const version = Number(posted._version)
		let saved: SavedReport
		try {
			saved = await saveReport(ctx, params.report, { version, posted })
		} catch (cause) {
			if (!(cause instanceof RuleBroken)) throw cause
			return fail(cause.status, {
				errors: { form: cause.key },
				params: cause.params,
				problems: [],
				conflicts: [],
				answers: await typedReport(ctx, params.report, posted),
				version
			})
		}
		const { focus, ...shown } = saved
		if (shown.conflicts.length) return fail(409, shown)
		if (shown.problems.length) return fail(422, shown)
		// Back to the row just added, or to where one was taken away.
		if (focus) redirect(303, `${url.pathname}#${encodeURIComponent(focus)}`)
		redirect(303, `/${ctx.locale}/workspace/awards/${params.id}/reports/${params.report}?notice=saved`)
	}
}
