import { z } from 'zod'
import { listReports, reportFilters } from '#modules/projects/report-review.server'
import { parseQuery } from '#platform/http.server'
import type { PageServerLoad } from './$types'

const query = z.object({ show: z.enum(reportFilters, 'error.office.filter') })

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const show = parseQuery(url, query).data.show ?? 'filed'
	return { reports: await listReports(ctx, show), show, filters: reportFilters }
}
