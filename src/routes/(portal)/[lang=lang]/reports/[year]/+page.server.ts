import { publishedReport } from '#modules/steering/yearly-reports.server'
import { notFound } from '#platform/errors'
import { serverOnly } from '#ui/server-only.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
	if (!/^20\d\d$/.test(event.params.year)) return notFound()
	const { frozen: _, id: __, fileId, ...report } = await publishedReport(event.locals.ctx, Number(event.params.year))
	return { report: serverOnly(event, { ...report, paper: fileId !== null }) }
}
